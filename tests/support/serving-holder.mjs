/** A process that holds a project's embedded database and serves it until SIGTERM, as `model schedule` will. */
import { openWorkspace } from '../../dist/index.js'

const workspace = await openWorkspace({
  projectDir: process.argv[2],
  env: {},
  wait: 0,
  serves: true,
  pid: process.pid,
  command: 'model schedule',
})
await (await workspace.adapter()).query('select 1')
const alive = setInterval(() => undefined, 60_000)
process.on('SIGTERM', async () => {
  await workspace.close()
  clearInterval(alive)
  process.disconnect()
})
process.send('ready')

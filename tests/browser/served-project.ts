/** A project served with its pages in this process, for a browser. */
import { mountPages } from '../../src/pages/mount-pages.ts'
import { type RunningServer, startServer } from '../../src/server/serve.ts'
import { openWorkspace, type Workspace } from '../../src/workspace.ts'

export interface ServedProject {
  readonly url: string
  readonly workspace: Workspace
  readonly server: RunningServer
  close(): Promise<void>
}

/** Serves what is built in a folder. */
export async function serveProject(
  root: string,
  options: Partial<Parameters<typeof openWorkspace>[0]> = {},
): Promise<ServedProject> {
  const workspace = await openWorkspace({
    projectDir: root,
    env: {},
    wait: 0,
    serves: true,
    ...options,
  })
  const server = await startServer(workspace, {
    address: '127.0.0.1',
    port: 0,
    hosts: [],
    behindProxy: false,
    tokens: () => [],
    salt: 'salt',
    connections: 4,
    timeout: 20_000,
    bodyLimit: 100_000,
    rate: 0,
    concurrency: 100,
    log: () => undefined,
    now: () => new Date(),
    mounts: [mountPages],
  })
  return {
    url: server.url,
    workspace,
    server,
    close: async () => {
      await server.close()
      await workspace.close()
    },
  }
}

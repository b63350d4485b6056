/**
 * The plug pulled in 20 moments of a build on PostgreSQL, in every way: the build ends by itself with a coded error and the
 * right exit code, the next one succeeds, and nothing is half published. Prints what the builds said.
 */
import { execFileSync } from 'node:child_process'
import {
  chownSync,
  mkdtempSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  buildInChild,
  builtOnServer,
  type FaultProject,
  recover,
  writeNextEdition,
} from '../support/faults.ts'
import { type Ended, startModel } from '../support/model-process.ts'
import { queryOnce, throughPort } from '../support/postgres-database.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { writeFiles } from '../support/project.ts'
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts'

const MOMENTS = Number(process.env['MODEL_MOMENTS'] ?? 20)

const server = await startPostgres()
afterAll(() => server?.stop())

/** How often builds ended in which way. */
const told: Record<string, Record<string, number>> = {}
afterAll(() => console.log(told))

function tell(way: string, { code, stdout, stderr }: Ended): void {
  const codes = [...new Set((stdout + stderr).match(/\bM\d{4}\b/g) ?? [])].sort()
  const ending = `exit ${code} ${codes.join(' ') || 'without an error'}`
  told[way] = { ...told[way], [ending]: (told[way]?.[ending] ?? 0) + 1 }
}

/** Exit code and words of a build in which something may have broken. */
function expectClear(way: string, ended: Ended): void {
  const { code, signal, stdout, stderr } = ended
  const said = stdout + stderr
  tell(way, ended)
  expect(signal, said).toBeNull()
  expect(said).not.toMatch(/Unexpected error|\n\s+at .*:\d+:\d+/)
  if (code === 0) return
  expect([1, 2], said).toContain(code)
  expect(said).toMatch(/\bM\d{4}\b/)
  if (code === 1) expect(said).toMatch(/Done\. PASS=/)
}

/** Milliseconds of an undisturbed build, and moments spread over it. */
async function moments(project: FaultProject): Promise<readonly number[]> {
  writeNextEdition(project)
  const ended = await buildInChild(project)
  expect(ended.code, ended.stderr).toBe(0)
  project.standing = project.edition
  return Array.from({ length: MOMENTS }, (_, i) => (ended.milliseconds * (i + 0.5)) / MOMENTS)
}

/** Starts a build of the next edition, does `pull` after so many milliseconds, and waits for its end. */
async function buildAndPull(
  project: FaultProject,
  milliseconds: number,
  pull: () => void | Promise<void>,
): Promise<Ended> {
  writeNextEdition(project)
  const { ended } = startModel(['build', '--project-dir', project.root])
  await delay(milliseconds)
  await pull()
  return await ended
}

async function makeDatabase(name: string, more = ''): Promise<string> {
  await queryOnce(server!.url, `create database ${name}${more}`)
  const url = new URL(server!.url)
  url.pathname = `/${name}`
  return url.href
}

describe.skipIf(server === undefined)(`the plug pulled in ${MOMENTS} moments of a build`, () => {
  it('the server is killed, and stays away', async () => {
    const project = await builtOnServer(await makeDatabase('killed'))
    for (const moment of await moments(project)) {
      const ended = await buildAndPull(project, moment, () => server!.crash())
      await server!.startAgain()
      expectClear('server killed', ended)
      await recover(project)
    }
  })

  it('one of its processes is killed, and it is back in a moment', async () => {
    const url = await makeDatabase('crashed')
    const project = await builtOnServer(url)
    for (const moment of await moments(project)) {
      const ended = await buildAndPull(project, moment, async () => {
        const backends = await queryOnce<{ pid: number }>(
          url,
          "select pid from pg_stat_activity where datname = current_database() and application_name like 'model%' limit 1",
        )
        for (const { pid } of backends) server!.crashBackend(pid)
      })
      expectClear('server process killed', ended)
      await untilUp(url)
      await recover(project)
    }
  })

  describe('a proxy between', () => {
    let proxy: TcpProxy
    let project: FaultProject
    beforeAll(async () => {
      const { hostname, port } = new URL(server!.url)
      proxy = await startProxy({ host: hostname, port: Number(port) })
      project = await builtOnServer(throughPort(await makeDatabase('proxied'), proxy.port))
    })
    afterAll(() => proxy.close())

    it('cuts the connections, and lets nobody in again', async () => {
      for (const moment of await moments(project)) {
        const ended = await buildAndPull(project, moment, () => {
          proxy.refuse(true)
          proxy.cut()
        })
        proxy.refuse(false)
        expectClear('connections cut, for good', ended)
        await recover(project)
      }
    })

    it('cuts the connections once: the build goes on, unless it has not begun', async () => {
      for (const moment of await moments(project)) {
        const ended = await buildAndPull(project, moment, () => proxy.cut())
        expectClear('connections cut once', ended)
        await recover(project)
      }
    })
  })

  it('the time of statements is limited', async () => {
    const url = await makeDatabase('timed')
    const project = await builtOnServer(url)
    const target = (more: string) => `name: shop
target: server
targets:
  server: {adapter: postgres, url: '${url}', threads: 2${more}}
`
    for (let i = 0; i < MOMENTS; i++) {
      const limit = Math.round(1.4 ** i)
      writeFiles(project.root, { 'project.yml': target(`, statement_timeout: ${limit}ms`) })
      const ended = await buildAndPull(project, 0, () => undefined)
      expectClear('statement_timeout', ended)
      writeFiles(project.root, { 'project.yml': target('') })
      await recover(project)
    }
  })

  const disk = server === undefined ? undefined : smallDisk()
  it.skipIf(disk === undefined)(
    disk === undefined ? 'the disk is full [skipped: no tmpfs can be mounted]' : 'the disk is full',
    async () => {
      await queryOnce(server!.url, `create tablespace small location '${disk!.folder}'`)
      const project = await builtOnServer(await makeDatabase('filled', ' tablespace small'))
      for (let i = 0; i < MOMENTS; i++) {
        const ended = await buildAndPull(project, 0, () => disk!.leave(i * 20 * 1024))
        disk!.leave(undefined)
        expectClear('disk full', ended)
        await recover(project)
      }
    },
  )
})

/** Until the server answers again after one of its processes was killed. */
async function untilUp(url: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await queryOnce(url, 'select 1')
      return
    } catch (error) {
      if (tries === 100) throw error
      await delay(100)
    }
  }
}

interface SmallDisk {
  readonly folder: string
  /** Fills it until so many bytes are free; undefined: empties it of filling. */
  leave(bytes: number | undefined): void
}

/** A file system of 64 MB in memory, removed with the tests; undefined where none may be mounted. */
function smallDisk(): SmallDisk | undefined {
  const mounted = mkdtempSync(join(tmpdir(), 'model-small-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', mounted], { stdio: 'ignore' })
  } catch {
    rmSync(mounted, { recursive: true })
    return undefined
  }
  const folder = join(mounted, 'tablespace')
  execFileSync('mkdir', [folder])
  const owner = Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' }))
  chownSync(folder, owner, -1)
  afterAll(() => {
    execFileSync('umount', ['--lazy', mounted])
    rmSync(mounted, { recursive: true })
  })
  const filling = join(mounted, 'filling')
  writeFileSync(filling, '')
  return {
    folder,
    leave(bytes) {
      if (bytes === undefined) return truncateSync(filling, 0)
      const { bavail, bsize } = statfsSync(mounted)
      const size = statSync(filling).size + bavail * bsize - bytes
      writeFileSync(filling, Buffer.alloc(Math.max(0, size)))
    },
  }
}

/** What is said when a server does not let a target in, and what TLS is asked for; on a server of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Adapter } from '../../../src/adapters/adapter.ts'
import { openAdapter } from '../../../src/adapters/registry.ts'
import type { ModelError } from '../../../src/errors/model-error.ts'
import { makeCertificates } from '../../support/certificates.ts'
import { startPostgres } from '../../support/postgres-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'postgres-connection-'))
const certificates = makeCertificates()
const server = await startPostgres({
  access: [
    'local   all       all                  trust',
    'hostssl all       tls       127.0.0.1/32 trust',
    'host    all       locked    127.0.0.1/32 scram-sha-256',
    'host    all       plain     127.0.0.1/32 password',
    'host    all       postgres,limited,builder 127.0.0.1/32 trust',
  ],
  ...(certificates && {
    settings: ['ssl = on'],
    files: { 'server.crt': certificates.certificate, 'server.key': certificates.key },
  }),
})
const port = Number(server && new URL(server.url).port)
const passfile = join(folder, 'pgpass')

type Settings = Readonly<Record<string, unknown>>
type Environment = Readonly<Record<string, string>>

function open(settings: Settings, env: Environment = {}): Promise<Adapter> {
  return openAdapter('postgres', {
    root: folder,
    targetPath: folder,
    settings,
    env: { HOME: folder, ...env },
    threads: 1,
    applicationName: 'model test',
    wait: 0,
  })
}

/** Opens, asks one question, closes. */
async function ask(sql: string, settings: Settings, env: Environment = {}): Promise<unknown> {
  const adapter = await open(settings, env)
  try {
    return Object.values((await adapter.query(sql)).rows[0]!)[0]
  } finally {
    await adapter.close()
  }
}

async function refusal(settings: Settings, env: Environment = {}): Promise<ModelError> {
  const opened = await open(settings, env).then(
    adapter => adapter.close(),
    (error: unknown) => error,
  )
  expect(opened).toMatchObject({ name: 'ModelError' })
  return opened as ModelError
}

const listening: Server[] = []
/** A server that is no PostgreSQL. */
async function impostor(answer: (socket: Socket) => void): Promise<number> {
  const made = createServer(answer)
  listening.push(made)
  await new Promise<void>(resolve => made.listen(0, '127.0.0.1', resolve))
  const address = made.address()
  return typeof address === 'object' && address ? address.port : 0
}

afterAll(() => {
  for (const made of listening) made.close()
  server?.stop()
  rmSync(folder, { recursive: true })
})

const here = { host: '127.0.0.1', port, database: 'postgres' }
const as = (user: string, more: Settings = {}): Settings => ({ ...here, user, ...more })

describe.skipIf(!server)('a server that lets nobody in says why', () => {
  beforeAll(async () => {
    const adapter = await open(as('postgres'))
    await adapter.execute(`
      create role locked login password 'right one';
      create role plain login password 'right one';
      create role tls login;
      create role limited login connection limit 0;
      create role builder login;
      create role house;
      create role other;
      grant house to builder`)
    await adapter.close()
  })

  it.each<[string, string, Settings]>([
    ['the password is wrong', 'M2016', as('locked', { password: 'wrong one' })],
    ['no password is given', 'M2016', as('locked')],
    ['no password is given and it is asked for in clear', 'M2016', as('plain')],
    ['the user is not known', 'M2016', as('nobody-knows')],
    ['the database is not there', 'M2017', as('postgres', { database: 'nowhere' })],
    ['the user has no connection left', 'M2021', as('limited')],
    ['the role is not there', 'M2022', as('builder', { role: 'nowhere' })],
    ['the role is not the user’s', 'M2022', as('builder', { role: 'other' })],
    ['the host has no name', 'M2013', as('postgres', { host: 'host.invalid' })],
    ['the port is closed', 'M2014', as('postgres', { port: 1 })],
    ['the socket is not there', 'M2014', as('postgres', { host: folder })],
  ])('when %s', async (_, code, settings) => {
    const error = await refusal(settings)
    expect(error.code).toBe(code)
    expect(`${error.message} ${error.hint} ${JSON.stringify(error.fields)}`).not.toContain('one"')
    expect(error.hint).toBeTruthy()
  })

  it('and names the user as the reason when the database was not given', async () => {
    const { database: _, ...settings } = as('postgres', { user: 'builder' })
    const error = await refusal(settings)
    expect(error).toMatchObject({ code: 'M2017', hint: expect.stringContaining('set `database`') })
  })

  it('when it is no PostgreSQL', async () => {
    const http = await impostor(socket =>
      socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    )
    const mute = await impostor(socket => socket.end())
    for (const sslmode of ['disable', 'prefer']) {
      expect(await refusal(as('postgres', { port: http, sslmode }))).toMatchObject({
        code: 'M2015',
      })
      expect(await refusal(as('postgres', { port: mute, sslmode }))).toMatchObject({
        code: 'M2015',
      })
    }
  })

  it('when nothing is heard in time', async () => {
    const silent = await impostor(() => undefined)
    const error = await refusal(as('postgres', { port: silent, connect_timeout: 1 }))
    expect(error).toMatchObject({ code: 'M2014', message: expect.stringContaining('in time') })
  })

  it('when all connections are taken', async () => {
    const adapter = await open(as('postgres'))
    await adapter.execute('alter role builder connection limit 1')
    const first = await open(as('builder'))
    expect(await refusal(as('builder'))).toMatchObject({ code: 'M2021' })
    await first.close()
    await adapter.execute('alter role builder connection limit -1')
    await adapter.close()
  })
})

describe.skipIf(!server)('a password is found', () => {
  const user = 'select current_user::text'

  it('in the target, the url, the environment and the password file', async () => {
    writeFileSync(passfile, `*:${port}:postgres:locked:right one\n`, { mode: 0o600 })
    const url = `postgres://locked:right%20one@127.0.0.1:${port}/postgres`
    expect(await ask(user, { url })).toBe('locked')
    expect(await ask(user, as('locked', { password: 'right one' }))).toBe('locked')
    expect(await ask(user, as('locked'), { PGPASSWORD: 'right one' })).toBe('locked')
    expect(await ask(user, as('locked'), { PGPASSFILE: passfile })).toBe('locked')
    expect(await ask(user, as('plain', { password: 'right one' }))).toBe('plain')
    const variables = { PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: 'locked' }
    const env = { ...variables, PGDATABASE: 'postgres', PGPASSWORD: 'right one' }
    expect(await ask(user, {}, env)).toBe('locked')
  })
})

describe.skipIf(!server)('settings hold on every connection', () => {
  it('as the target has them', async () => {
    const settings = as('builder', {
      role: 'house',
      search_path: ['pg_catalog', 'House'],
      statement_timeout: '5min',
      lock_timeout: '2s',
      application_name: 'nightly',
      options: '-c geqo=off',
    })
    const sql = `select array[current_user, current_setting('search_path'),
      current_setting('statement_timeout'), current_setting('lock_timeout'),
      current_setting('application_name'), current_setting('geqo'),
      current_setting('datestyle'), current_setting('timezone')]::text[]`
    const values = ['house', 'pg_catalog, "House"', '5min', '2s', 'nightly', 'off']
    const adapter = await open(settings)
    const both = await Promise.all([1, 2].map(() => adapter.query<{ array: unknown }>(sql)))
    await adapter.close()
    for (const { rows } of both) expect(rows[0]!.array).toEqual([...values, 'ISO, YMD', 'UTC'])
  })

  it('and a statement can be cancelled under a role that may not', async () => {
    const adapter = await open(as('builder', { role: 'house' }))
    const work = adapter.query('select pg_sleep(30)', [], { timeout: 100 })
    await expect(work).rejects.toThrow(/longer than 100 ms/)
    await adapter.close()
  })
})

describe.skipIf(!server || !certificates)(
  `sslmode${certificates ? '' : ' [skipped: openssl is not installed]'}`,
  () => {
    const file = join(folder, 'authority.crt')
    const encrypted = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()'
    beforeAll(() => writeFileSync(file, certificates!.authority))

    it.each<[string, boolean, Settings]>([
      ['disable', false, {}],
      ['prefer', true, {}],
      ['require', true, {}],
      ['require', true, { sslrootcert: 'authority.crt' }],
      ['verify-ca', true, { sslrootcert: 'authority.crt' }],
      ['verify-full', true, { sslrootcert: 'authority.crt' }],
      ['verify-ca', true, { sslrootcert: 'authority.crt', host: 'localhost' }],
    ])('%s: encrypted %s with %j', async (sslmode, expected, more) => {
      expect(await ask(encrypted, as('postgres', { sslmode, ...more }))).toBe(expected)
    })

    it.each<[string, string, Settings]>([
      ['verify-ca', 'M2019', {}],
      ['verify-full', 'M2019', {}],
      ['verify-full', 'M2019', { sslrootcert: 'authority.crt', host: 'localhost' }],
      ['disable', 'M2020', { user: 'tls' }],
    ])('%s: refused as %s with %j', async (sslmode, code, more) => {
      expect(await refusal(as('postgres', { sslmode, ...more }))).toMatchObject({ code })
    })

    it('checks by a wrong authority with require, as libpq does', async () => {
      writeFileSync(join(folder, 'wrong.crt'), makeCertificates()!.authority)
      const settings = as('postgres', { sslmode: 'require', sslrootcert: 'wrong.crt' })
      expect(await refusal(settings)).toMatchObject({ code: 'M2019' })
    })

    it('is asked for in the environment too', async () => {
      expect(await ask(encrypted, as('tls'), { PGSSLMODE: 'require' })).toBe(true)
    })
  },
)

describe.skipIf(!process.env['DATABASE_URL'])('a server without TLS', () => {
  it('is refused with require, and taken with prefer', async () => {
    const url = process.env['DATABASE_URL']!
    const [{ ssl } = { ssl: 'on' }] = (await (await open({ url })).query('show ssl')).rows
    if (ssl === 'on') return
    expect(await refusal({ url, sslmode: 'require' })).toMatchObject({ code: 'M2018' })
    expect(await ask('select 1', { url })).toBe(1)
  })
})

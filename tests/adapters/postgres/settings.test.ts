/** Settings of a postgres target: where a part comes from, what is refused, and how. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { urlParts } from '../../../src/adapters/postgres/connection-url.ts'
import { passwordFromFile, passwordIn } from '../../../src/adapters/postgres/password-file.ts'
import { lostInPooler, ownSettings } from '../../../src/adapters/postgres/session-settings.ts'
import { type PostgresSettings, parseSettings } from '../../../src/adapters/postgres/settings.ts'
import { tlsOptions } from '../../../src/adapters/postgres/tls.ts'

const folder = mkdtempSync(join(tmpdir(), 'postgres-settings-'))
afterAll(() => rmSync(folder, { recursive: true }))

const parse = (
  settings: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>> = {},
): PostgresSettings =>
  parseSettings({
    root: '/project',
    targetPath: '/project/target',
    settings,
    env: { HOME: folder, ...env },
    threads: 1,
    applicationName: 'model shop',
    wait: 0,
  })

describe('parseSettings()', () => {
  it('has a default for everything but the user', () => {
    expect(parse({}, { PGUSER: 'me' })).toEqual({
      host: 'localhost',
      port: 5432,
      user: 'me',
      password: undefined,
      passwordFile: join(folder, '.pgpass'),
      database: 'me',
      databaseGiven: false,
      sslmode: 'prefer',
      sslrootcert: undefined,
      sslcert: undefined,
      sslkey: undefined,
      certificateFolder: join(folder, '.postgresql'),
      applicationName: 'model shop',
      connectTimeout: 10_000,
      statementTimeout: undefined,
      lockTimeout: undefined,
      keepalives: true,
      keepalivesIdle: 60_000,
      role: undefined,
      searchPath: undefined,
      options: undefined,
      poolMode: undefined,
    })
  })

  it('takes a part from the target, else from its url, else from the environment', () => {
    const env = { PGHOST: 'far', PGUSER: 'somebody', PGPASSWORD: 'of-env', PGAPPNAME: 'nightly' }
    const url = 'postgres://me@db.example/shop?sslmode=require'
    expect(parse({ url, port: '5433', connect_timeout: 3 }, env)).toMatchObject({
      host: 'db.example',
      port: 5433,
      user: 'me',
      password: 'of-env',
      database: 'shop',
      sslmode: 'require',
      applicationName: 'nightly',
      connectTimeout: 3_000,
    })
  })

  it('takes times with units, lists or texts of schemas, flags and paths', () => {
    const settings = parse({
      statement_timeout: '5min',
      lock_timeout: 0,
      search_path: '"$user", app',
      keepalives: 'off',
      keepalives_idle: '5',
      sslrootcert: '~/ca.crt',
      sslcert: 'keys/me.crt',
      dbname: 'shop',
    })
    expect(settings).toMatchObject({
      statementTimeout: 300_000,
      lockTimeout: 0,
      searchPath: ['$user', 'app'],
      keepalives: false,
      keepalivesIdle: 5_000,
      sslrootcert: join(folder, 'ca.crt'),
      sslcert: '/project/keys/me.crt',
      database: 'shop',
    })
  })

  const REFUSED: [
    name: string,
    settings: Record<string, unknown>,
    error: Record<string, unknown>,
    env?: Record<string, string>,
  ][] = [
    ['an unknown key', { hots: 'x' }, { code: 'M2023', hint: 'Did you mean host?' }],
    ["another adapter's key", { path: 'x' }, { code: 'M2023' }],
    [
      'an unknown key of the url',
      { url: 'postgres://h/d?ssl_mode=require' },
      { code: 'M2023', hint: 'Did you mean sslmode?' },
    ],
    ['a part given twice', { url: 'postgres://h/d', host: 'h' }, { code: 'M2024' }],
    ['the database under two names', { database: 'a', dbname: 'b' }, { code: 'M2024' }],
    ['a port that is none', { port: 70_000 }, { code: 'M2002' }],
    ['an empty host', { host: '' }, { code: 'M2002' }],
    ['a mode that libpq does not have', { sslmode: 'full' }, { code: 'M2002' }],
    ['a mode that sends first and encrypts later', { sslmode: 'allow' }, { code: 'M2002' }],
    ['a time without its unit', { statement_timeout: 60_000 }, { code: 'M2002' }],
    ['an empty schema', { search_path: 'a,,b' }, { code: 'M2002' }],
    ['a flag that is none', { keepalives: 'maybe' }, { code: 'M2002' }],
    ['a pool mode that is none', { pool_mode: 'statement' }, { code: 'M2002' }],
    [
      'a bad value of the environment, by its name',
      {},
      { code: 'M2002', fields: { key: 'PGPORT' } },
      { PGPORT: 'x' },
    ],
  ]
  it.each(REFUSED)('refuses %s', (_, settings, error, env) => {
    let found: unknown
    try {
      parse(settings, env)
    } catch (reason) {
      found = reason
    }
    expect(found).toMatchObject(error)
  })

  it.each([
    'postgres://me:hunter2/x@h/d',
    'postgres://me:hunter2@a,b/d',
    'mysql://me:hunter2@h/d',
    'hunter2',
  ])('never shows the url that it refuses (%#)', url => {
    expect(() => parse({ url })).toThrow(/expected postgres:\/\//)
    expect(() => parse({ url })).not.toThrow(/hunter2/)
  })
})

describe('urlParts()', () => {
  const PARTS: Readonly<Record<string, Record<string, string>>> = {
    'postgres://me:p%40ss@db:5433/my%20shop': {
      user: 'me',
      password: 'p@ss',
      host: 'db',
      port: '5433',
      database: 'my shop',
    },
    'postgresql://me:p@ss%word@db': { user: 'me', password: 'p@ss%word', host: 'db' },
    'postgres://[::1]:5433/x': { host: '::1', port: '5433', database: 'x' },
    'postgresql:///shop?host=/var/run/postgresql&user=me': {
      database: 'shop',
      host: '/var/run/postgresql',
      user: 'me',
    },
    'postgres://%2Frun%2Fpg/shop': { host: '/run/pg', database: 'shop' },
    'postgres://': {},
  }
  it.each(Object.entries(PARTS))('reads %s', (url, parts) => {
    expect(urlParts(url)).toEqual(parts)
  })
})

describe('the password file', () => {
  const owner = { host: 'db', port: 5432, database: 'shop', user: 'me' }
  it.each([
    ['db:5432:shop:me:first\ndb:5432:shop:me:second', 'first'],
    ['*:*:*:me:any', 'any'],
    ['# db:5432:shop:me:no\ndb:5433:*:*:no\ndb:*:*:me:with\\:colon\\\\', 'with:colon\\'],
    ['db:5432:shop:you:no', undefined],
    ['db:5432:shop:me:', undefined],
    ['', undefined],
  ])('says for %j: %s', (text, password) => {
    expect(passwordIn(text, owner)).toBe(password)
  })

  it('calls a server on a socket localhost', () => {
    expect(passwordIn('localhost:5432:*:me:x', { ...owner, host: '/run/postgresql' })).toBe('x')
  })

  it('is passed over when others can read it, and when it is not there', () => {
    const path = join(folder, 'pgpass')
    expect(passwordFromFile(path, owner)).toBeUndefined()
    writeFileSync(path, '*:*:*:*:x', { mode: 0o600 })
    expect(passwordFromFile(path, owner)).toBe('x')
    chmodSync(path, 0o644)
    expect(passwordFromFile(path, owner)).toBeUndefined()
  })
})

describe('tlsOptions()', () => {
  const ca = join(folder, 'ca.crt')
  writeFileSync(ca, 'authority')
  it.each<[Record<string, unknown>, false | Record<string, unknown>]>([
    [{ sslmode: 'disable' }, false],
    [{ host: '/run/postgresql' }, false],
    [{}, { rejectUnauthorized: false }],
    [{ sslmode: 'require' }, { rejectUnauthorized: false }],
    [
      { sslmode: 'require', sslrootcert: ca },
      { rejectUnauthorized: true, ca: 'authority' },
    ],
    [{ sslmode: 'verify-ca' }, { rejectUnauthorized: true }],
  ])('makes of %j: %j', (settings, options) => {
    const found = tlsOptions(parse(settings))
    expect(found).toEqual(
      options === false ? false : { ...options, checkServerIdentity: expect.any(Function) },
    )
  })

  it('leaves the name of the host to Node with verify-full', () => {
    expect(tlsOptions(parse({ sslmode: 'verify-full' }))).toEqual({ rejectUnauthorized: true })
  })

  it('names a file that is not there', () => {
    expect(() => tlsOptions(parse({ sslrootcert: 'none.crt' }))).toThrow(/\/project\/none\.crt/)
  })
})

describe('ownSettings()', () => {
  const wanted = {
    role: 'My "role"',
    search_path: ['a', 'B'],
    statement_timeout: '1s',
    lock_timeout: '200ms',
  }
  it('are statements, quoted', () => {
    expect(ownSettings(parse(wanted))).toEqual([
      'set role "My ""role"""',
      'set search_path = "a", "B"',
      'set statement_timeout = 1000',
      'set lock_timeout = 200',
    ])
    expect(ownSettings(parse({}))).toEqual([])
  })

  it('are what a pooler by transaction would lose', () => {
    expect(lostInPooler(parse({ ...wanted, options: '-c geqo=off' }))).toEqual([
      'role',
      'search_path',
      'statement_timeout',
      'lock_timeout',
      'options',
    ])
  })
})

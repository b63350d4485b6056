/**
 * The settings of a target on a PostgreSQL server, parsed at the border. A part is taken from the target, else from its
 * url, else from the environment variable that libpq has for it, else a default is used. docs/engines/postgres.md lists them.
 */
import { homedir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { modelError } from '../../errors/model-error.ts'
import type { Adapter, AdapterSettings } from '../adapter.ts'
import { refuseUnknownSettings, settingValues } from '../setting-values.ts'
import { urlParts } from './connection-url.ts'

/** How far TLS is demanded, in libpq's words. */
export const SSL_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
export type SslMode = (typeof SSL_MODES)[number]

/** Where the server is, who asks, and how its sessions are set. */
export interface PostgresSettings {
  /** A name, an address, or the folder of a socket. */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string | undefined
  /** Where a password is looked up when none is given. */
  readonly passwordFile: string
  readonly database: string
  /** False: the name of the user was taken. */
  readonly databaseGiven: boolean
  readonly sslmode: SslMode
  readonly sslrootcert: string | undefined
  readonly sslcert: string | undefined
  readonly sslkey: string | undefined
  /** libpq's folder for certificates, ~/.postgresql. */
  readonly certificateFolder: string
  readonly applicationName: string
  /** Milliseconds; 0: wait for ever. */
  readonly connectTimeout: number
  /** Milliseconds; undefined: as the server has it. */
  readonly statementTimeout: number | undefined
  readonly lockTimeout: number | undefined
  readonly keepalives: boolean
  /** Milliseconds of silence before the first probe. */
  readonly keepalivesIdle: number
  readonly role: string | undefined
  readonly searchPath: readonly string[] | undefined
  /** Command-line options for the server's process, as in PGOPTIONS. */
  readonly options: string | undefined
  /** What a pooler before the server does, when the target says so. */
  readonly poolMode: 'session' | 'transaction' | undefined
}

/** Every setting, with libpq's variable for it. */
const VARIABLES = {
  host: 'PGHOST',
  port: 'PGPORT',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  passfile: 'PGPASSFILE',
  database: 'PGDATABASE',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  application_name: 'PGAPPNAME',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  statement_timeout: undefined,
  lock_timeout: undefined,
  keepalives: undefined,
  keepalives_idle: undefined,
  role: undefined,
  search_path: undefined,
  options: 'PGOPTIONS',
  pool_mode: undefined,
} as const

type Key = keyof typeof VARIABLES

/** Names of all settings. */
export const SETTINGS = ['url', 'dbname', ...Object.keys(VARIABLES)] as const

/** @throws ModelError M2002, M2023, M2024. */
export function parseSettings(given: AdapterSettings): PostgresSettings {
  const { root, applicationName, env = {} } = given
  const values = mergedValues(given.settings, env)
  const home = env['HOME'] ?? homedir()
  const path = (key: Key) => {
    const text = values.text(key)
    return text?.startsWith('~/') ? join(home, text.slice(2)) : text && resolve(root, text)
  }
  const user = values.text('user') ?? userInfo().username
  return Object.freeze({
    host: values.text('host') ?? 'localhost',
    port: values.count('port', { most: 65_535 }) ?? 5432,
    user,
    password: values.text('password'),
    passwordFile: path('passfile') ?? join(home, '.pgpass'),
    database: values.text('database') ?? user,
    databaseGiven: values.text('database') !== undefined,
    sslmode: values.word('sslmode', SSL_MODES) ?? 'prefer',
    sslrootcert: path('sslrootcert'),
    sslcert: path('sslcert'),
    sslkey: path('sslkey'),
    certificateFolder: join(home, '.postgresql'),
    applicationName: values.text('application_name') ?? applicationName,
    connectTimeout: (values.count('connect_timeout', { least: 0 }) ?? 10) * 1000,
    statementTimeout: values.duration('statement_timeout'),
    lockTimeout: values.duration('lock_timeout'),
    keepalives: values.flag('keepalives') ?? true,
    keepalivesIdle: (values.count('keepalives_idle', { least: 1 }) ?? 60) * 1000,
    role: values.text('role'),
    searchPath: values.names('search_path'),
    options: values.text('options'),
    poolMode: values.word('pool_mode', ['session', 'transaction']),
  })
}

/** Where the database is, as a connection to it says. */
export function locatePostgres(given: AdapterSettings): Adapter['location'] {
  const { host, port, database } = parseSettings(given)
  return { host: `${host}:${port}`, database }
}

type Environment = Readonly<Record<string, string | undefined>>

function mergedValues(settings: AdapterSettings['settings'], env: Environment) {
  refuseUnknownSettings('postgres', Object.keys(settings), { known: SETTINGS })
  const { url, ...beside } = withoutEmpty(settings)
  const parts = url === undefined ? {} : urlSettings(url)
  const own = renamed(beside)
  for (const key of Object.keys(parts)) if (key in own) throw modelError('M2024', { key })
  const merged: Record<string, unknown> = { ...parts, ...own }
  const names: Record<string, string> = {}
  for (const [key, variable] of Object.entries(VARIABLES)) {
    if (variable === undefined || merged[key] !== undefined || !env[variable]) continue
    merged[key] = env[variable]
    names[key] = variable
  }
  return settingValues<Key>('postgres', merged, names)
}

function withoutEmpty(settings: AdapterSettings['settings']): Record<string, unknown> {
  const entries = Object.entries(settings).filter(
    ([, value]) => value !== undefined && value !== null,
  )
  return Object.fromEntries(entries)
}

function urlSettings(url: unknown): Readonly<Record<string, unknown>> {
  const parts = urlParts(typeof url === 'string' ? url : '')
  const known = SETTINGS.filter(key => key !== 'url')
  refuseUnknownSettings('postgres', Object.keys(parts), { known, where: ' (in the url)' })
  return renamed(parts)
}

/** `dbname` is libpq's and dbt's word for `database`. */
function renamed({ dbname, ...values }: Record<string, unknown>): Record<string, unknown> {
  if (dbname === undefined) return values
  if ('database' in values) throw modelError('M2024', { key: 'database' })
  return { ...values, database: dbname }
}

/** The settings of a target on a PostgreSQL server, parsed at the border. */
import { modelError } from '../../errors/model-error.ts'

/** Where the server is and who asks; a url, or its parts. */
export interface PostgresSettings {
  readonly connectionString: string | undefined
  readonly host: string | undefined
  readonly port: number | undefined
  readonly user: string | undefined
  readonly password: string | undefined
  readonly database: string | undefined
}

export function parseSettings(settings: Readonly<Record<string, unknown>>): PostgresSettings {
  return {
    connectionString: text(settings, 'url'),
    host: text(settings, 'host'),
    port: port(settings),
    user: text(settings, 'user'),
    password: text(settings, 'password'),
    database: text(settings, 'database') ?? text(settings, 'dbname'),
  }
}

function text(settings: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = settings[key]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string' && value !== '') return value
  throw bad(key, 'a text that is not empty')
}

function port(settings: Readonly<Record<string, unknown>>): number | undefined {
  const value = settings['port']
  if (value === undefined || value === null) return undefined
  const number = Number(value)
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number
  throw bad('port', 'a number from 1 to 65535')
}

/** Does not show what was found: it may be a password. */
function bad(key: string, expected: string): Error {
  return modelError('M2002', { adapter: 'postgres', key, found: 'something else', expected })
}

/** sslmode with libpq's meanings, as options for Node's TLS. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConnectionOptions } from 'node:tls'
import { modelError } from '../../errors/model-error.ts'
import type { PostgresSettings } from './settings.ts'

/**
 * False: no TLS. `prefer` encrypts when the server offers it and checks nothing; `require` encrypts, and checks who signed
 * the certificate when there is a file of authorities; `verify-ca` always checks that, `verify-full` also the host's name.
 * @throws ModelError M2025 for a file that cannot be read.
 */
export function tlsOptions(settings: PostgresSettings): false | ConnectionOptions {
  const { sslmode, host } = settings
  // What goes through a socket file does not leave the machine; servers offer no TLS there.
  if (sslmode === 'disable' || host.startsWith('/')) return false
  const ca = read(settings, 'sslrootcert', 'root.crt')
  const cert = read(settings, 'sslcert', 'postgresql.crt')
  const key = read(settings, 'sslkey', 'postgresql.key')
  const checked = sslmode.startsWith('verify') || (sslmode === 'require' && ca !== undefined)
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    rejectUnauthorized: checked,
    ...(sslmode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  }
}

/** A file that is named must be there; libpq's own place for it may be empty. */
function read(
  settings: PostgresSettings,
  key: 'sslrootcert' | 'sslcert' | 'sslkey',
  ownName: string,
): string | undefined {
  const own = join(settings.certificateFolder, ownName)
  const file = settings[key] ?? (existsSync(own) ? own : undefined)
  if (file === undefined) return undefined
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { message } = error as Error
    throw modelError('M2025', { file, key, reason: message }, { cause: error })
  }
}

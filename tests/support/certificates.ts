/** An authority and a server's certificate for 127.0.0.1, made by openssl; undefined where that is not installed. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Certificates {
  readonly authority: string
  readonly certificate: string
  readonly key: string
}

export function makeCertificates(): Certificates | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'model-certificates-'))
  const openssl = (...words: string[]) =>
    execFileSync('openssl', words, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  try {
    openssl(
      ...['req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '2'],
      ...['-subj', '/CN=authority of a test'],
    )
    openssl(
      ...['req', '-x509', ...key, '-keyout', 'server.key', '-out', 'server.crt', '-days', '2'],
      ...['-subj', '/CN=server of a test', '-CA', 'ca.crt', '-CAkey', 'ca.key'],
      ...['-addext', 'subjectAltName=IP:127.0.0.1', '-addext', 'basicConstraints=CA:FALSE'],
    )
    const read = (name: string) => readFileSync(join(folder, name), 'utf8')
    return {
      authority: read('ca.crt'),
      certificate: read('server.crt'),
      key: read('server.key'),
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  } finally {
    rmSync(folder, { recursive: true })
  }
}

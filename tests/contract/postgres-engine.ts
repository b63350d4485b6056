/** A PostgreSQL server as an engine under test; a url through a pooler, or of another version, is one too. */
import { POSTGRES_CAPABILITIES } from '../../src/adapters/postgres/capabilities.ts'
import { openAdapter } from '../../src/adapters/registry.ts'
import { type EngineUnderTest, POSTGRES_WORDS } from './engine.ts'

/** `url` names a database of its own. */
export function postgresEngine(
  name: string,
  url: string | undefined,
  more: Partial<EngineUnderTest> = {},
): EngineUnderTest {
  return {
    name,
    capabilities: POSTGRES_CAPABILITIES,
    words: POSTGRES_WORDS,
    target: { adapter: 'postgres', url, threads: 2 },
    ...(url ? {} : { absent: 'no PostgreSQL is installed and DATABASE_URL names none' }),
    refusals: {
      'the port is closed': [{ host: '127.0.0.1', port: 1 }, 'M2014'],
      'the host is not known': [{ host: 'host.invalid' }, 'M2013'],
      'the database is not there': [{ url: changed(url, 'pathname', '/nowhere') }, 'M2017'],
      'the user is not there': [{ url: changed(url, 'username', 'nobody-knows') }, 'M2016'],
      'the role is not there': [{ url, role: 'nobody-knows' }, 'M2022'],
      'a setting is misspelled': [{ url, sslmod: 'disable' }, 'M2023'],
    },
    open: (settings = { url }) =>
      openAdapter('postgres', {
        root: '.',
        targetPath: 'target',
        settings: { ...settings },
        threads: 4,
        applicationName: 'contract',
        wait: 0,
      }),
    ...more,
  }
}

function changed(
  url: string | undefined,
  part: 'pathname' | 'username',
  value: string,
): string | undefined {
  if (url === undefined) return undefined
  const parsed = new URL(url)
  parsed[part] = value
  return parsed.href
}

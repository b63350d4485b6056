/** Chooses the target and evaluates it: env references, kinds of values, secrets. */
import { modelError, type Problems } from '../errors/model-error.ts'
import type { Place } from '../errors/place.ts'
import { nearest } from '../util/nearest.ts'
import { describeValue, type Value } from '../util/value.ts'
import { type Environment, resolveReferences } from './env-references.ts'
import type { ProjectFileContent, WrittenTarget } from './read-project-file.ts'
import { parseTimeSpan } from './time-span.ts'
import type { Target } from './types.ts'

/** Keys of a target that the tool itself reads; all others are the adapter's. */
const OWN_KEYS: ReadonlySet<string> = new Set([
  'adapter',
  'schema',
  'schema_prefix',
  'demo_sources',
  'protected',
  'threads',
  'publish',
  'publish_timeout',
  'retries',
  'consistency',
  'defer',
  'vars',
])

/** Settings whose value is no secret even when it comes from the environment. */
const PUBLIC: ReadonlySet<string> = new Set([
  ...OWN_KEYS,
  ...['path', 'host', 'port', 'user', 'database', 'dbname', 'catalog', 'role', 'search_path'],
  ...['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'passfile', 'pool_mode', 'application_name'],
  ...['connect_timeout', 'statement_timeout', 'lock_timeout', 'keepalives', 'keepalives_idle'],
])

/** The name of the target to use. */
export function chooseTarget(file: ProjectFileContent, asked: string | undefined): string {
  const names = Object.keys(file.targets)
  const name = asked ?? file.target ?? (names.length === 1 ? names[0] : undefined)
  if (name === undefined) throw modelError('M1007', { names })
  if (Object.hasOwn(file.targets, name)) return name
  const place = asked === undefined ? file.targetPlace : undefined
  throw modelError('M1006', { name, names, nearest: nearest(name, names) }, place ? { place } : {})
}

/** Evaluates one target; what is wrong is collected and the target returned all the same, for further checks. */
export function resolveTarget(
  name: string,
  written: WrittenTarget,
  {
    env,
    threads,
    schemaPrefix,
    problems,
  }: {
    env: Environment
    threads?: number | undefined
    /** Instead of the target's own. */
    schemaPrefix?: string | undefined
    problems: Problems
  },
): Target {
  const secrets = new Set<string>()
  const variables = new Set<string>()
  const values: Record<string, Value> = {}
  for (const [key, value] of Object.entries(written.values)) {
    const place = written.places[key] ?? written.place
    const onValue = (found: string) => {
      if (!PUBLIC.has(key) && found !== '') secrets.add(found)
    }
    const resolved = problems.attempt(() =>
      resolveReferences(value, {
        env,
        target: name,
        place,
        onName: variables.add.bind(variables),
        onValue,
      }),
    )
    if (resolved !== undefined && resolved !== null) values[key] = resolved
  }
  for (const secret of passwords(values)) secrets.add(secret)
  const read = reader(name, values, { places: written.places, place: written.place, problems })
  return Object.freeze({
    name,
    adapter: read.text('adapter', ''),
    schema: read.text('schema', 'public'),
    schemaPrefix: schemaPrefix ?? read.text('schema_prefix', ''),
    demoSources: read.flag('demo_sources'),
    protected: read.flag('protected'),
    threads: threads ?? read.count('threads', 4),
    publish: read.word('publish', ['together', 'each'] as const),
    publishTimeout: read.duration('publish_timeout', 30_000),
    retries: read.count('retries', 0, 0),
    consistency: read.word('consistency', ['statement', 'snapshot'] as const),
    ...(values['defer'] !== undefined && { defer: read.text('defer', '') }),
    vars: (values['vars'] ?? {}) as Target['vars'],
    settings: settingsOf(values, read),
    secrets: Object.freeze([...secrets]),
    variables: Object.freeze([...variables]),
  })
}

function settingsOf(values: Readonly<Record<string, Value>>, read: Reader): Target['settings'] {
  const settings = Object.entries(values).filter(([key]) => !OWN_KEYS.has(key))
  const port = read.port()
  return Object.freeze({ ...Object.fromEntries(settings), ...(port !== undefined && { port }) })
}

/** Passwords that stand in the file itself, alone or in a URL. */
function passwords(values: Readonly<Record<string, Value>>): string[] {
  const found: string[] = []
  if (typeof values['password'] === 'string') found.push(values['password'])
  const url = values['url']
  if (typeof url !== 'string') return found.filter(text => text !== '')
  for (const place of [/^[a-z]+:\/\/[^/@:]*:([^/?#]+)@/i, /[?&]password=([^&#]+)/i]) {
    const password = place.exec(url)?.[1]
    if (password !== undefined) found.push(password, safeDecode(password))
  }
  return found.filter(text => text !== '')
}

function safeDecode(text: string): string {
  return /%(?![0-9a-f]{2})/i.test(text) ? text : decodeURIComponent(text)
}

type Reader = ReturnType<typeof reader>

/** Typed access to the values; texts count too where they say the same, because env values are texts. */
function reader(
  target: string,
  values: Readonly<Record<string, Value>>,
  context: { places: Readonly<Record<string, Place>>; place: Place; problems: Problems },
) {
  const wrong = <T>(key: string, expected: string, instead: T): T => {
    const fields = {
      where: `targets.${target}.${key}`,
      expected,
      found: describeValue(values[key]),
    }
    const place = context.places[key] ?? context.place
    context.problems.add(modelError('M1005', fields, { place }))
    return instead
  }
  const whole = (key: string, instead: number | undefined, least: 0 | 1) => {
    const value = values[key]
    if (value === undefined) return instead
    const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
    const expected = least === 0 ? 'a whole number, 0 or more' : 'a whole number above zero'
    return Number.isInteger(count) && (count as number) >= least
      ? (count as number)
      : wrong(key, expected, instead)
  }
  return {
    text: (key: string, instead: string): string => {
      const value = values[key] ?? instead
      return typeof value === 'string' ? value : wrong(key, 'a text', instead)
    },
    flag: (key: string): boolean => {
      const value = values[key]
      if (value === undefined || value === false || value === 'false') return false
      return value === true || value === 'true' ? true : wrong(key, 'true or false', false)
    },
    count: (key: string, instead: number, least: 0 | 1 = 1): number =>
      whole(key, instead, least) ?? instead,
    port: (): number | undefined => whole('port', undefined, 1),
    word: <W extends string>(key: string, words: readonly [W, ...W[]]): W => {
      const value = values[key] ?? words[0]
      return words.find(word => word === value) ?? wrong(key, words.join(' or '), words[0])
    },
    duration: (key: string, instead: number): number => {
      const value = values[key]
      if (value === undefined) return instead
      return (
        parseTimeSpan(value) ??
        wrong(key, 'seconds, or a duration such as 30 s or 2 minutes', instead)
      )
    },
  }
}

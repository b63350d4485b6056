/** Typed reading of what was given on the command line. */
import { modelError } from '../errors/model-error.ts'
import { parseDuration } from '../project/config-keys.ts'
import type { SelectionRequest } from '../select/types.ts'

/** The parsed flags of a command, by their long name without dashes. */
export interface FlagValues {
  /** Whether a flag without a value was given. */
  on(name: string): boolean
  text(name: string): string | undefined
  texts(name: string): readonly string[]
  /** A whole number; its form was checked when it was parsed. */
  number(name: string): number | undefined
}

/** Wraps raw values by long name; a `--no-x` is stored as `no-x: true`. */
export function flagValues(raw: Readonly<Record<string, unknown>>): FlagValues {
  return {
    on: name => raw[name] === true,
    text: name => {
      const value = raw[name]
      return typeof value === 'string' ? value : undefined
    },
    texts: name => {
      const value = raw[name]
      if (value === undefined) return []
      return Array.isArray(value) ? value.map(String) : [String(value)]
    },
    number: name => {
      const value = raw[name]
      return typeof value === 'string' ? Number(value) : undefined
    },
  }
}

/** The selection that the flags ask for; `more` are expressions given as arguments. */
export function readSelection(
  flags: FlagValues,
  more: readonly (string | undefined)[] = [],
): SelectionRequest {
  const selector = flags.text('selector')
  const select = [...flags.texts('select'), ...more.filter(each => each !== undefined)]
  if (selector !== undefined && select.length > 0) {
    throw modelError('M5011', { first: '--select', second: '--selector' })
  }
  return {
    select,
    exclude: flags.texts('exclude'),
    ...(selector === undefined ? {} : { selector }),
    resourceTypes: flags.texts('resource-type'),
    indirect: (flags.text('indirect-selection') ?? 'eager') as SelectionRequest['indirect'],
  }
}

/** Milliseconds of a flag such as `10m`; undefined without it. @throws ModelError M5003. */
export function readDuration(flags: FlagValues, name: string): number | undefined {
  const text = flags.text(name)
  if (text === undefined) return undefined
  const duration = parseDuration(text)
  if (duration !== undefined && duration > 0) return duration
  throw modelError('M5003', {
    flag: `--${name}`,
    expected: 'a duration such as 10m or 90 seconds',
    found: text,
  })
}

/** Milliseconds of `--wait`; 0 without it, ten minutes when it has no number. */
export function readWait(flags: FlagValues): number {
  if (flags.on('wait')) return 600_000
  return (flags.number('wait') ?? 0) * 1000
}

/** Holds the arrows between the rooms of src/ and what must be absent from them. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const SRC = 'src'

/** Rooms from the bottom up; rooms of one row never import each other. */
const ROWS: readonly (readonly string[])[] = [
  ['util'],
  ['errors'],
  ['sql'],
  ['graph', 'project', 'adapters'],
  ['compile', 'state'],
  ['checks'],
  ['select'],
  ['plan'],
  ['run', 'catalog', 'diff'],
  ['report'],
  ['workspace'],
  ['schedule'],
  ['server'],
  ['pages'],
  ['cli'],
  ['index', 'bin'],
]

const DRIVERS = [
  '@electric-sql/pglite',
  'pg',
  'pg-copy-streams',
  'pg-cursor',
  '@duckdb/node-api',
  'trino-client',
]
const PURE_ROOMS = ['graph', 'sql', 'select', 'plan', 'catalog', 'report']
const WORLD = /^node:(fs|fs\/promises|net|http|https|child_process|dgram|dns|tls|worker_threads)$/

interface Import {
  readonly file: string
  readonly target: string
  readonly typeOnly: boolean
  readonly lazy: boolean
}

interface Source {
  readonly file: string
  readonly text: string
  readonly imports: readonly Import[]
}

const sources: readonly Source[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts') || path.endsWith('.tsx'))
  .map(path => read(join(SRC, path)))

function read(file: string): Source {
  const text = readFileSync(file, 'utf8')
  const eager = [
    ...text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'/gm),
  ]
  const lazy = [...text.matchAll(/import\('([^']+)'\)/g)]
  return {
    file,
    text,
    imports: [
      ...eager.map(match => ({
        file,
        target: match[2]!,
        typeOnly: match[1] !== undefined,
        lazy: false,
      })),
      ...lazy.map(match => ({ file, target: match[1]!, typeOnly: false, lazy: true })),
    ],
  }
}

const imports = sources.flatMap(source => source.imports)
const inside = imports.filter(entry => entry.target.startsWith('.'))
const resolved = (entry: Import) => normalize(join(dirname(entry.file), entry.target))

function roomOf(file: string): string {
  return relative(SRC, file)
    .split('/')[0]!
    .replace(/\.tsx?$/, '')
}

function rowOf(room: string): number {
  return ROWS.findIndex(row => row.includes(room))
}

describe('rooms', () => {
  it('are all known', () => {
    expect(
      [...new Set(sources.map(source => roomOf(source.file)))].filter(room => rowOf(room) < 0),
    ).toEqual([])
  })

  it('import only downwards', () => {
    const wrong = inside.filter(entry => {
      const [from, to] = [roomOf(entry.file), roomOf(resolved(entry))]
      // Adapters' types are the one thing that anybody above them may name; nobody but workspace constructs one.
      return from !== to && rowOf(to) >= rowOf(from)
    })
    expect(wrong.map(entry => `${entry.file} -> ${entry.target}`)).toEqual([])
  })

  it('have no import cycle between files', () => {
    expect(findCycle()).toBeUndefined()
  })
})

function findCycle(): string | undefined {
  const edges = new Map<string, string[]>()
  for (const entry of inside) {
    if (!entry.typeOnly) edges.set(entry.file, [...(edges.get(entry.file) ?? []), resolved(entry)])
  }
  const done = new Set<string>()
  const path: string[] = []
  const visit = (file: string): string | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(' -> ')
    if (done.has(file)) return undefined
    path.push(file)
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next)
      if (cycle !== undefined) return cycle
    }
    path.pop()
    done.add(file)
    return undefined
  }
  for (const source of sources) {
    const cycle = visit(source.file)
    if (cycle !== undefined) return cycle
  }
  return undefined
}

describe('absences', () => {
  it('no driver is imported outside its adapter, and there only lazily', () => {
    const wrong = imports
      .filter(entry =>
        DRIVERS.some(driver => entry.target === driver || entry.target.startsWith(`${driver}/`)),
      )
      .filter(entry => {
        const worker =
          entry.file.endsWith('pglite/worker.ts') || entry.file.endsWith('pglite/engine.ts')
        return !entry.file.startsWith('src/adapters/') || !(entry.lazy || entry.typeOnly || worker)
      })
    expect(wrong.map(entry => `${entry.file} -> ${entry.target}`)).toEqual([])
  })

  it('only workspace takes more than types from the registry of adapters', () => {
    const wrong = inside.filter(
      entry =>
        resolved(entry).startsWith('src/adapters/registry') &&
        !entry.typeOnly &&
        !['workspace', 'adapters'].includes(roomOf(entry.file)),
    )
    expect(wrong.map(entry => entry.file)).toEqual([])
  })

  it("no adapter's name is compared outside adapters/", () => {
    const compared = /(===|!==|case)\s*'(pglite|postgres|duckdb|trino)'/
    const wrong = sources.filter(
      source => roomOf(source.file) !== 'adapters' && compared.test(source.text),
    )
    expect(wrong.map(source => source.file)).toEqual([])
  })

  it('process and console are used only in cli/ and bin.ts', () => {
    const used = /\b(process\.[a-z]|console\.[a-z])/
    const wrong = sources
      .filter(source => !['cli', 'bin'].includes(roomOf(source.file)))
      .filter(source => used.test(withoutComments(source.text)))
    expect(wrong.map(source => source.file)).toEqual([])
  })

  it('pure rooms and the renderer touch no file system, clock or network', () => {
    const pure = (file: string) =>
      PURE_ROOMS.includes(roomOf(file)) || file.startsWith('src/compile/render')
    const impure = sources
      .filter(source => pure(source.file))
      .filter(source => {
        const world = source.imports.some(entry => WORLD.test(entry.target))
        const clock = /\b(Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\()/.test(
          withoutComments(source.text),
        )
        return world || clock
      })
    expect(impure.map(source => source.file)).toEqual([])
  })
})

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')
}

describe('decisions', () => {
  it('are numbered without gaps, and say their number', () => {
    const folder = join(SRC, '../docs/adr')
    const files = readdirSync(folder).sort()
    expect(files.map(file => Number(file.slice(0, 4)))).toEqual(files.map((_, at) => at + 1))
    for (const file of files)
      expect(readFileSync(join(folder, file), 'utf8')).toMatch(
        new RegExp(`^# ${file.slice(0, 4)}: `),
      )
  })
})

describe('the guards themselves', () => {
  it('see the imports of this project', () => {
    expect(inside.length).toBeGreaterThan(100)
    expect(imports.some(entry => entry.lazy)).toBe(true)
  })
})

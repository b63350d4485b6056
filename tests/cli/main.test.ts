import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DatabaseError } from '../../src/adapters/database-error.ts'
import { COMMANDS } from '../../src/cli/commands.ts'
import { longName, shortName } from '../../src/cli/flags.ts'
import { modelError, ProblemsError } from '../../src/errors/model-error.ts'
import { openWorkspace } from '../../src/workspace.ts'
import { type PlayOptions, play } from './fake-terminal.ts'

const cwd = mkdtempSync(join(tmpdir(), 'model-cli-'))
writeFileSync(join(cwd, 'project.yml'), 'name: shop\ntarget: lokal\n')
const inShop = (words: readonly string[], options: PlayOptions = {}) =>
  play(words, { cwd, ...options })

describe('usage', () => {
  test.each<[string, string, string]>([
    ['buld', 'M5001', 'model build'],
    ['nonsense', 'M5001', 'model help'],
    ['build --selct x', 'M5002', '--select'],
    ['build --sample 10', 'M5002', 'no flag --sample'],
    ['ls --fail-fast', 'M5002', 'model ls has no flag'],
    ['show orders --limit many', 'M5003', 'a whole number of at least 0'],
    ['build --output yaml', 'M5003', 'one of text, json'],
    ['ls --resource-type modle', 'M5003', 'one of model, seed'],
    ['build --target', 'M5004', 'a value after -t'],
    ['completion', 'M5004', '<shell>'],
    ['completion tcsh', 'M5003', 'bash, zsh, fish'],
    ['build orders', 'M5005', '--select orders'],
    ['triggers install core.orders', 'M5005', 'model triggers install --select core.orders'],
    ['triggers frobnicate', 'M5001', 'There are: model triggers list, model triggers install'],
    ['source freshnes', 'M5001', 'Did you mean "model source freshness"?'],
    ['build --vars [1]', 'M5010', 'no mapping'],
    ['build --vars {a', 'M5010', 'expects YAML or JSON'],
    ['ls -s a --selector b', 'M5011', '--select and --selector'],
    ['show', 'M5009', 'none is selected'],
    ['show orders customers', 'M5005', 'customers'],
    ['show -s orders customers', 'M5009', '2 are selected: orders, customers'],
    ['history --run zzz', 'M5012', 'model history'],
    ['history ordrs', 'M5014', 'orders'],
  ])('model %s is refused with %s and names %s', async (line, code, text) => {
    const played = await inShop(line.split(' '))
    expect(played.code).toBe(2)
    expect(played.err).toContain(`Error ${code}:`)
    expect(played.err).toContain(text)
    expect(played.err).not.toMatch(/\n\s+at /)
    expect(played.out).toBe('')
  })

  test('a command outside a project is told how to begin', async () => {
    const { code, err } = await play(['ls'], { cwd: tmpdir() })
    expect(code).toBe(2)
    expect(err).toContain('M1001')
    expect(err).toContain('model init')
  })

  test('common flags may stand before the command', async () => {
    const { log } = await inShop(['-t', 'prod', '--debug', 'parse'])
    expect(log.options).toMatchObject({ target: 'prod' })
  })

  test('--version, help and COMMAND --help print to stdout', async () => {
    expect((await play(['--version'])).out).toBe('0.0.0\n')
    const root = await play([])
    expect(root.out).toContain('Keep house')
    expect((await play(['help', 'ls'])).out).toContain('--output-keys')
    expect((await play(['build', '--help'])).out).toContain('Examples')
    expect(root.code).toBe(0)
  })

  test.each(COMMANDS.map(entry => [entry.name, entry] as const))(
    'help of %s has examples, and no flag is declared twice',
    async (_, entry) => {
      const { command } = await entry.load()
      expect(command.name).toBe(entry.name)
      expect(command.examples.length).toBeGreaterThan(0)
      const names = command.flags.flatMap(flag => [longName(flag), shortName(flag) ?? []].flat())
      expect(new Set(names).size).toBe(names.length)
    },
  )
})

describe('errors', () => {
  const opening = (error: unknown): PlayOptions => ({ open: () => Promise.reject(error) })

  test('a project error has code, place, frame with a caret and hint, and no stack', async () => {
    const place = { file: 'project.yml', line: 2, column: 9, length: 5 }
    const error = modelError('M5014', { name: 'lokal', nearest: 'local' }, { place })
    const { code, err } = await inShop(['parse'], opening(error))
    expect(code).toBe(2)
    expect(err).toBe(
      [
        'Error M5014: The project has no node called "lokal".',
        '  project.yml:2:9',
        '      1 | name: shop',
        '    > 2 | target: lokal',
        '        |         ^^^^^',
        '      3 |',
        '  Did you mean "local"?',
        '',
      ].join('\n'),
    )
  })

  test('several problems are shown together with their number', async () => {
    const problem = modelError('M5013', { found: '1x' })
    const { err } = await inShop(['parse'], opening(new ProblemsError([problem, problem])))
    expect(err.match(/Error M5013/g)).toHaveLength(2)
    expect(err).toContain('2 problems found.')
  })

  test('an unknown error is one sentence, and has its stack only with --debug', async () => {
    const plain = await inShop(['parse'], opening(new TypeError('x is not a function')))
    expect(plain.code).toBe(2)
    expect(plain.err).toContain('Unexpected error: x is not a function')
    expect(plain.err).not.toContain('.ts:')
    const debug = await inShop(['parse', '--debug'], opening(new TypeError('x')))
    expect(debug.err).toContain('TypeError: x')
    expect(debug.err).toContain('.ts:')
  })

  test('a refused statement is shown with a caret and exits with 1', async () => {
    const sql = 'select 1,\n  nme from t'
    const fields = { code: '42703', detail: undefined, hint: 'Perhaps "name".', offset: 12, sql }
    const { code, err } = await inShop(['query', sql], {
      query: () => Promise.reject(new DatabaseError('column "nme" does not exist', fields)),
    })
    expect(code).toBe(1)
    expect(err).toContain('SQLSTATE 42703')
    expect(err).toContain('> 2 |   nme from t\n        |   ^')
  })
})

describe('reading commands', () => {
  test('query prints a table with numbers to the right and NULL shown', async () => {
    const { out } = await inShop(['query', 'select 1'])
    expect(out).toBe(
      [
        '              id  label  amount',
        '────────────────  ─────  ──────',
        '9007199254740993  a,"b"   10.50',
        '               2  NULL      NaN',
        '',
      ].join('\n'),
    )
  })

  test('query --output json keeps every digit, --output csv quotes', async () => {
    const json = await inShop(['query', 'select 1', '--output', 'json'])
    expect(json.out).toContain('"id": 9007199254740993, "label": "a,\\"b\\"", "amount": 10.50')
    expect(json.out).toContain('"amount": "NaN"')
    expect(JSON.parse(json.out)).toHaveLength(2)
    const csv = await inShop(['query', 'select 1', '--output', 'csv'])
    expect(csv.out).toBe('id,label,amount\n9007199254740993,"a,""b""",10.50\n2,,NaN\n')
  })

  test('query reads statements from a pipe, over lines and quotes', async () => {
    const asked: string[] = []
    const { out, err, code } = await inShop(['query'], {
      input: `select 'a;b',\n  1;\nselect $$;$$ -- ;\n; \\q\n\\nope\nselect 3`,
      query: async sql => {
        asked.push(sql)
        return { columns: [], rows: [], rowCount: null, command: 'SELECT' }
      },
    })
    expect(asked).toEqual([`select 'a;b',\n  1`, 'select $$;$$ -- ;', '\\q\n\\nope\nselect 3'])
    expect(code).toBe(0)
    expect(err).toBe('')
    expect(out).toContain('SELECT')
  })

  test.each([
    [['ls'], 'shop.raw_orders\nshop.orders\n'],
    [['ls', '-s', 'orders', '--output', 'name'], 'orders\nunique_orders_id\n'],
    [['ls', '-s', 'raw_orders', '--output', 'path'], 'seeds/raw_orders.csv\n'],
  ])('model %j lists', async (words, text) => {
    expect((await inShop(words)).out.startsWith(text)).toBe(true)
  })

  test('ls --output json prints an object a line with the usual keys, or those asked for', async () => {
    const { out } = await inShop(['ls', '--output', 'json'])
    const [first] = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(Object.keys(first)).toEqual([
      'alias',
      'name',
      'package_name',
      'depends_on',
      'tags',
      'config',
      'resource_type',
      'original_file_path',
      'unique_id',
    ])
    const keys = await inShop([
      'list',
      '-s',
      'orders',
      '--output',
      'json',
      '--output-keys',
      'name',
      'tags',
    ])
    expect(keys.out.split('\n')[0]).toBe('{"name":"orders","tags":["daily"]}')
  })

  test('compile prints the SQL of one model and nothing else', async () => {
    const { out } = await inShop(['compile', '-s', 'orders'])
    expect(out).toBe("select 'model.shop.orders' as id\n")
  })

  test.each(['status', 'history', 'debug', 'clean', 'parse'])(
    'model %s --output json is one document',
    async name => {
      const { out } = await inShop([name, '--output', 'json'])
      expect(() => JSON.parse(out)).not.toThrow()
    },
  )
})

describe('model completion', () => {
  test('the bash script parses and completes commands, flags, choices and nodes', async () => {
    const { out } = await play(['completion', 'bash'])
    const file = join(cwd, 'completion.bash')
    writeFileSync(file, out)
    const complete = (line: string) => {
      const words = line.split(' ')
      const script = [
        `source ${file}`,
        'model() { echo orders customers; }',
        `COMP_WORDS=(${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`,
        `_model; echo "\${COMPREPLY[@]}"`,
      ]
      return execFileSync('bash', ['-c', script.join('\n')], { encoding: 'utf8' }).trim()
    }
    execFileSync('bash', ['-n', file])
    expect(complete('model bu')).toBe('build')
    expect(complete('model build --full')).toBe('--full-refresh')
    expect(complete('model ls --output n')).toBe('name')
    expect(complete('model build -s cu')).toBe('customers')
  })

  test.each(['zsh', 'fish'])('the script of %s names every command', async shell => {
    const { out } = await play(['completion', shell])
    for (const { name, hidden } of COMMANDS) if (!hidden) expect(out).toContain(name)
  })

  test('__complete prints names and tags, and nothing where the project is broken', async () => {
    const { out } = await inShop(['__complete', 'nodes'])
    expect(out.split('\n')).toEqual(expect.arrayContaining(['orders', 'tag:daily']))
    expect((await inShop(['__complete', 'targets'])).out).toBe('local\nprod\n')
    const broken = await play(['__complete', 'nodes'], { cwd: tmpdir() })
    expect(broken).toMatchObject({ code: 0, out: '', err: '' })
  })
})

describe('model init', () => {
  test.each(['starter', 'empty'])('init --template %s writes a sound project', async template => {
    const folder = mkdtempSync(join(tmpdir(), 'model-init-'))
    const made = await play(['init', '--template', template, '--name', 'shop'], { cwd: folder })
    expect(made.code).toBe(0)
    const parsed = await play(['parse'], { cwd: folder, open: openWorkspace })
    expect(parsed.err).toBe('')
    expect(parsed.out).toMatch(/^shop: .*Read in/)
  })

  test('init writes a project and refuses a folder that is not empty', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'model-init-'))
    const made = await play(['init', 'my-shop'], { cwd: folder })
    expect(made.code).toBe(0)
    expect(made.out).toContain('cd my-shop && model build')
    expect(readFileSync(join(folder, 'my-shop/project.yml'), 'utf8')).toContain('name: my_shop\n')
    const again = await play(['init', 'my-shop'], { cwd: folder })
    expect(again.code).toBe(2)
    expect(again.err).toContain('M5007')
    expect((await play(['init', 'my-shop', '--force'], { cwd: folder })).code).toBe(0)
    expect((await play(['init', 'x', '--name', '1 2'], { cwd: folder })).err).toContain('M5013')
  })
})

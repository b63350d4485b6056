import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { CancelledError } from '../../src/adapters/database-error.ts'
import { type PlayOptions, play } from './fake-terminal.ts'
import { SECRET } from './fake-workspace.ts'

let cwd = ''
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'model-cli-'))
  writeFileSync(join(cwd, 'project.yml'), 'name: shop\n')
  mkdirSync(join(cwd, 'models'))
  writeFileSync(join(cwd, 'models/broken.sql'), 'select\n  sum(amout)\nfrom x\n')
})
const inShop = (words: readonly string[], options: PlayOptions = {}) =>
  play(words, { cwd, ...options })

describe('model build', () => {
  test('build prints a line per node, each failure again, what was held back and a closing line', async () => {
    const { code, out, err, log } = await inShop(['build'])
    expect(code).toBe(1)
    expect(err).toBe('')
    expect(log.closed).toBe(1)
    await expect(out).toMatchFileSnapshot('golden/build-with-failures.txt')
  })

  test('build says where the tables are and what comes next when all is well', async () => {
    const { code, out } = await inShop(['build', '-s', 'orders'], { fails: false })
    expect(code).toBe(0)
    expect(out).toContain('Published, by schema:\n  marts  1 table\n  raw    1 seed')
    expect(out).toContain('Next: model show --select orders')
    expect(out).toMatch(/Done\. PASS=3 WARN=0 ERROR=0 SKIP=0 NO-OP=0 REUSED=0 TOTAL=3\n$/)
  })

  test('build --no-audit says that what it publishes is unchecked', async () => {
    const { out } = await inShop(['build', '--no-audit'], { fails: false })
    expect(out).toContain('--no-audit: what is built is published unchecked.')
  })

  test('build --output json prints one document with the keys of run_results and talks on stderr', async () => {
    const { code, out, err } = await inShop(['build', '--output', 'json'])
    const document = JSON.parse(out)
    expect(code).toBe(1)
    expect(document.metadata.dbt_schema_version).toContain('run-results/v6')
    expect(document.results).toHaveLength(6)
    expect(document.results[0]).toMatchObject({
      status: 'success',
      unique_id: 'seed.shop.raw_orders',
      relation_name: '"postgres"."raw"."raw_orders"',
      failures: null,
    })
    expect(err).toContain('Done. PASS=2')
  })

  test('build --log-format json prints an object a line', async () => {
    const { out } = await inShop(['build', '--log-format', 'json'])
    const lines = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(lines.map(({ event }) => event)).toContain('node finished')
    expect(lines.at(-1)).toMatchObject({ event: 'run finished', level: 'error', status: 'error' })
    const failed = lines.find(
      line => line.result?.node === 'model.shop.broken' && line.level === 'error',
    )
    expect(failed.result.error).toMatchObject({ code: 'M5014', message: expect.any(String) })
  })

  test('build --quiet prints only what failed, on stderr', async () => {
    const { out, err } = await inShop(['build', '--quiet'])
    expect(out).toBe('')
    expect(err).toContain('FAIL unique_orders_id (models/schema.yml:3)')
    expect(err).not.toContain('Done.')
  })

  test('build --dry-run prints steps with reasons and does not ask about a protected target', async () => {
    const text = await inShop(['build', '--dry-run'], { protected: true })
    expect(text.out).toContain('it was never built')
    expect(text.code).toBe(0)
    const json = await inShop(['build', '--dry-run', '--output', 'json'])
    expect(JSON.parse(json.out)).toEqual([
      expect.objectContaining({ action: 'stage', node: 'model.shop.orders', reason_code: 'never' }),
    ])
  })

  test('build says one calm sentence when nothing is selected', async () => {
    const { code, out, log } = await inShop(['build', '-s', 'ordres'])
    expect(code).toBe(0)
    expect(log.runs).toEqual([])
    expect(out).toBe(
      'Warning: Nothing matches "ordres". Did you mean "orders"?\nNothing to do: the selection is empty.\n',
    )
    const json = await inShop(['build', '-s', 'ordres', '--output', 'json'])
    expect(JSON.parse(json.out)).toMatchObject({ results: [], args: { which: 'build' } })
  })

  test('build needs --yes for a protected target where nobody can be asked', async () => {
    const refused = await inShop(['build'], { protected: true })
    expect(refused.code).toBe(2)
    expect(refused.err).toContain('M5008')
    expect(refused.log.runs).toEqual([])
    const agreed = await inShop(['build', '--yes'], { protected: true, fails: false })
    expect(agreed.code).toBe(0)
  })

  test('build passes its flags on', async () => {
    const words =
      'build -s a b -s c --exclude d --resource-type model --indirect-selection cautious -f --empty -x --warn-error --no-audit --adopt --store-failures --wait 5 -t prod --threads 3 --vars as_of=2026-01-01'
    const { log } = await inShop([...words.split(' '), '--vars', 'n: 1', '-s', 'orders'])
    expect(log.options).toMatchObject({
      target: 'prod',
      threads: 3,
      wait: 5000,
      vars: { as_of: '2026-01-01', n: 1 },
    })
    expect(log.runs[0]).toMatchObject({
      selection: {
        select: ['a', 'b', 'c', 'orders'],
        exclude: ['d'],
        resourceTypes: ['model'],
        indirect: 'cautious',
      },
      fullRefresh: true,
      empty: true,
      failFast: true,
      warnError: true,
      noAudit: true,
      adopt: true,
      storeFailures: true,
      dryRun: false,
      wait: 5000,
    })
  })

  test('build keeps the running nodes in a block on a terminal and prints no start lines', async () => {
    const { out } = await inShop(['build'], { isTerminal: true })
    expect(out).toContain('\u001b[0J')
    expect(out).not.toContain('START')
    expect(out).toContain('1/4')
  })

  test('build prints no colour with NO_COLOR', async () => {
    const { out } = await inShop(['build'], { isTerminal: true, env: { NO_COLOR: '1' } })
    expect(out).not.toMatch(/\p{Cc}\[\d+m/u)
  })
})

describe('Ctrl-C', () => {
  test('the first aborts the run, the second leaves with 2', async () => {
    let interrupt = () => {}
    const { code, err, left } = await inShop(['build'], {
      onReady: press => {
        interrupt = press
      },
      run: async options => {
        interrupt()
        expect(options.signal?.aborted).toBe(true)
        interrupt()
        throw new CancelledError('cancelled')
      },
    })
    expect(code).toBe(2)
    expect(left).toEqual([2])
    expect(err).toContain('Ctrl-C again leaves at once')
    expect(err).toContain('Interrupted.')
  })
})

describe('secrets', () => {
  test.each([
    [['debug']],
    [['debug', '--output', 'json']],
    [['history']],
    [['history', '--output', 'json']],
  ])('model %j masks them', async words => {
    const { out, err } = await inShop(words)
    expect(out + err).toContain('***')
    expect(out + err).not.toContain(SECRET)
    expect(out + err).not.toContain('p4ss')
  })

  test('a password in a URL is masked even when nobody named it', async () => {
    const { err } = await inShop(['build'], {
      run: async () => {
        throw new Error('cannot reach postgres://me:hunter22@db/x')
      },
    })
    expect(err).toContain('postgres://me:***@db/x')
  })
})

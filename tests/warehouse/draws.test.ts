/**
 * The draws of the simulated pipeline against computations of their own, on the embedded engine and, where DATABASE_URL
 * names one, on a server: the same digits on both.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorkspace, type Workspace } from '../../src/workspace.ts'
import { ROOT } from '../support/warehouse.ts'
import { logistic, normal, uniform } from './drawn-by-hand.ts'

const url = process.env['DATABASE_URL']
const targetPath = mkdtempSync(join(tmpdir(), 'model-draws-'))
const engines: Workspace[] = []

beforeAll(async () => {
  const targets = url === undefined ? ['local'] : ['local', 'postgres']
  const env = { DATABASE_URL: url }
  for (const target of targets)
    engines.push(await openWorkspace({ projectDir: ROOT, env, wait: 0, target, targetPath }))
})
afterAll(async () => {
  for (const engine of engines) await engine.close()
  rmSync(targetPath, { recursive: true, force: true })
})

/** The first column of a template's rows as texts; every engine must give the same. */
async function texts(template: string): Promise<readonly string[]> {
  const answers: (readonly string[])[] = []
  for (const engine of engines) {
    const { text } = await engine.compileInline(template)
    const { rows } = await engine.query(text, { limit: null })
    answers.push(rows.map(row => String(Object.values(row)[0])))
  }
  for (const answer of answers) expect(answer).toEqual(answers[0])
  return answers[0]!
}

const numbers = async (template: string) => (await texts(template)).map(Number)

describe('keyed_draw()', () => {
  it('gives the golden value on every engine', async () => {
    const [found] = await texts(`select ({{keyed_draw "'42'" "'acme.com'" "'win'"}})::text`)
    expect(Number(found)).toBe(0.8952494783978919)
  })

  it('is the hash of seed, key and purpose, whatever other rows there are', async () => {
    const found = await numbers(
      `select ({{pipeline_draw "'company' || n || '.com'" "'win'"}})::text from generate_series(1, 300) as n order by n`,
    )
    const expected = found.map((_, index) => uniform(`company${index + 1}.com`, 'win'))
    found.forEach((value, index) => {
      expect(Math.abs(value - expected[index]!)).toBeLessThan(1e-15)
    })
  })

  it('of two purposes is not correlated', async () => {
    const [correlation] = await numbers(
      `select corr({{keyed_draw "'42'" "n" "'deal'"}}, {{keyed_draw "'42'" "n" "'win'"}})::numeric(10, 8)::text
       from generate_series(1, 5000) as n`,
    )
    // 3.29 standard errors of a correlation of nothing.
    expect(Math.abs(correlation!)).toBeLessThan(3.29 / Math.sqrt(5000))
  })
})

describe('normal_draw()', () => {
  it('is that of Box and Muller', async () => {
    const found = await numbers(
      `select ({{normal_draw "'42'" "n" "'cycle'"}})::text from generate_series(1, 200) as n order by n`,
    )
    found.forEach((value, index) => {
      expect(Math.abs(value - normal(String(index + 1), 'cycle'))).toBeLessThan(1e-10)
    })
  })

  it('has mean 0, variance 1, and five percent beyond 1.96', async () => {
    const drawn = await numbers(
      `select ({{normal_draw "'42'" "n" "'cycle'"}})::text from generate_series(1, 4000) as n`,
    )
    const mean = drawn.reduce((sum, each) => sum + each, 0) / drawn.length
    const variance = drawn.reduce((sum, each) => sum + (each - mean) ** 2, 0) / drawn.length
    const beyond = drawn.filter(each => Math.abs(each) > 1.96).length / drawn.length
    expect(Math.abs(mean)).toBeLessThan(3.29 / Math.sqrt(4000))
    expect(Math.abs(variance - 1)).toBeLessThan(3.29 * Math.sqrt(2 / 4000))
    expect(Math.abs(beyond - 0.05)).toBeLessThan(3.29 * Math.sqrt((0.05 * 0.95) / 4000))
  })
})

describe('log_normal_draw()', () => {
  it('has half of its draws below exp(mean)', async () => {
    const drawn = await numbers(
      `select ({{log_normal_draw "'42'" "n" "'cycle'" "2.84" "1.55"}})::text from generate_series(1, 2000) as n`,
    )
    const below = drawn.filter(each => each < Math.exp(2.84)).length / drawn.length
    expect(Math.abs(below - 0.5)).toBeLessThan((3.29 * 0.5) / Math.sqrt(2000))
  })
})

describe('calibrated_intercept()', () => {
  const effects = [-2.5, -1, 0, 0.4, 1.2, 3.1]
  const weights = [3, 70, 400, 12.5, 90, 1]
  const given = effects.map((effect, index) => `(${effect}, ${weights[index]})`).join(', ')
  const rows = `(values ${given}) as effects (effect, weight)`

  it.each([0.001, 0.1, 0.2, 0.35, 0.5, 0.97])('hits a mean of %d', async mean => {
    const template = `with given as (select * from ${rows}) select ({{calibrated_intercept "given" "${mean}"}})::text`
    const [intercept] = await numbers(template)
    const total = weights.reduce((sum, each) => sum + each, 0)
    const reached =
      effects.reduce((sum, effect, i) => sum + weights[i]! * logistic(intercept! + effect), 0) /
      total
    expect(Math.abs(reached - mean)).toBeLessThan(1e-9)
  })

  it('is NULL without rows', async () => {
    const template = `with given as (select * from ${rows} where weight < 0)
      select ({{calibrated_intercept "given" "0.2"}})::text`
    expect(await texts(template)).toEqual(['null'])
  })

  it('of one row is the logit itself', async () => {
    const template = `with given as (select 1.25 as effect, 7 as weight)
      select ({{calibrated_intercept "given" "0.5"}})::text`
    expect((await numbers(template))[0]).toBeCloseTo(-1.25, 9)
  })
})

describe('reach_of_stage()', () => {
  const stages =
    '(values (1, 0.2), (2, 0.4), (3, 0.6), (4, 0.8), (5, 0.9), (6, 1)) as s (position, w)'
  const reached = (p: string) =>
    numbers(`select ({{reach_of_stage "${p}" "w" "0.2"}})::text from ${stages} order by position`)

  it('of the default probability gives the steps .50, .667, .75, .889, .90, and wins 20 percent', async () => {
    const reach = await reached('0.2')
    const steps = reach.slice(1).map((each, index) => Number((each / reach[index]!).toFixed(3)))
    expect(steps).toEqual([0.5, 0.667, 0.75, 0.889, 0.9])
    expect(reach.at(-1)).toBe(0.2)
  })

  it.each(['0.001', '0.1', '0.5', '0.99'])('of %s falls from 1 to it', async p => {
    const reach = await reached(p)
    expect(reach[0]).toBeCloseTo(1, 12)
    expect(reach.at(-1)).toBeCloseTo(Number(p), 12)
    expect(reach.toSorted((a, b) => b - a)).toEqual(reach)
  })

  it('times the probability of winning from there is the probability of winning', async () => {
    const template = `select ({{reach_of_stage "0.07" "w" "0.2"}} * {{win_probability_at "0.07" "w" "0.2"}})::text from ${stages}`
    for (const p of await numbers(template)) expect(p).toBeCloseTo(0.07, 12)
  })
})

describe('deal_purpose()', () => {
  it("is bare for a company's first deal, so that its draws are the documented ones", async () => {
    const template = `select {{deal_purpose "win" "n"}} from generate_series(1, 3) as n order by n`
    expect(await texts(template)).toEqual(['win', 'win:2', 'win:3'])
  })
})

/**
 * The simulated pipeline computed once more, in double precision and step by step as methods describe it, from the seeds'
 * own files: what the models draw is compared with this.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { ROOT } from '../support/warehouse.ts'

type Cells = Readonly<Record<string, string>>

/** The draw of a key and a purpose: 52 bits, which a double holds. */
export function uniform(key: string, purpose: string, seed = '42'): number {
  const digest = createHash('md5').update(`${seed}|${key}|${purpose}`).digest('hex')
  return Number.parseInt(digest.slice(0, 13), 16) / 2 ** 52
}

/** Box and Muller's normal draw. */
export function normal(key: string, purpose: string): number {
  const radius = Math.sqrt(-2 * Math.log(uniform(key, `${purpose}/radius`) + 0.5 / 2 ** 52))
  return radius * Math.cos(2 * Math.PI * uniform(key, `${purpose}/angle`))
}

/** The probability behind a logit. */
export const logistic = (logit: number): number => 1 / (1 + Math.exp(-logit))

const seed = (name: string): Cells[] =>
  parse(readFileSync(join(ROOT, `seeds/${name}.csv`), 'utf8'), { columns: true })

const features = ['icp', 'x12', 'fhir', 'previous_customer', 'employee_band'] as const

interface Effects {
  readonly deal: number
  readonly win: number
  readonly cycle: number
  readonly arr: number
}

/** What a company's features come to. */
export type Profile = Readonly<Record<(typeof features)[number], string>>

const coefficients = seed('gtm_coefficients')

function effectsOf(profile: Profile): Effects {
  const rows = features.map(
    feature =>
      coefficients.find(row => row['feature'] === feature && row['value'] === profile[feature])!,
  )
  const sum = (column: string) => rows.reduce((total, row) => total + Number(row[column]), 0)
  const product = (column: string) => rows.reduce((total, row) => total * Number(row[column]), 1)
  const [deal, win] = [sum('deal_logit'), sum('win_logit')]
  return { deal, win, cycle: product('cycle_factor'), arr: product('arr_factor') }
}

/** The intercept at which weighted probabilities have this mean, by halving. */
function intercept(rows: readonly (readonly [number, number])[], mean: number): number {
  const total = rows.reduce((sum, [, weight]) => sum + weight, 0)
  let [low, high] = [-20, 20]
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    const reached = rows.reduce((sum, [effect, n]) => sum + n * logistic(middle + effect), 0)
    if (reached < mean * total) low = middle
    else high = middle
  }
  return low
}

const market = seed('gtm_reference_profiles').map(row => ({
  effects: effectsOf(row as unknown as Profile),
  companies: Number(row['companies']),
}))
const dealIntercept = intercept(
  market.map(({ effects, companies }) => [effects.deal, companies]),
  0.35,
)
const winIntercept = intercept(
  market.map(({ effects, companies }) => [
    effects.win,
    companies * logistic(dealIntercept + effects.deal),
  ]),
  0.2,
)

/** A company's first deal. */
export interface FirstDeal {
  readonly pDeal: number
  readonly pWin: number
  readonly hasDeal: boolean
  readonly isWon: boolean
  readonly lastPosition: number
  readonly cycleDays: number
  readonly arr: number
}

/** Draws a company's first deal. */
export function firstDeal(company: string, profile: Profile): FirstDeal {
  const effects = effectsOf(profile)
  const pDeal = logistic(dealIntercept + effects.deal)
  const pWin = logistic(winIntercept + effects.win)
  return {
    pDeal,
    pWin,
    hasDeal: uniform(company, 'deal') < pDeal,
    isWon: uniform(company, 'win') < pWin,
    lastPosition: lastStage(uniform(company, 'win'), pWin),
    cycleDays: Math.min(3650, effects.cycle * Math.exp(2.84 + 1.55 * normal(company, 'cycle'))),
    arr: price(company, profile.employee_band, effects.arr),
  }
}

/** Passes one step after the other, each with the odds of its stage over those of the next, until one is failed. */
function lastStage(draw: number, pWin: number): number {
  const defaults = seed('gtm_stages').slice(1, 7)
  const odds = (p: number) => p / (1 - p)
  const factor = odds(pWin) / odds(0.2)
  const probabilities = defaults.map(row => {
    const p = Number(row['win_probability'])
    return p === 1 ? 1 : (odds(p) * factor) / (1 + odds(p) * factor)
  })
  let reached = 1
  for (let position = 1; position < 6; position++) {
    reached *= probabilities[position - 1]! / probabilities[position]!
    if (draw >= reached) return position
  }
  return 6
}

/** The list price nearest to a log-normal revenue, the lower of two. */
function price(company: string, size: string, factor: number): number {
  const band = seed('gtm_arr_bands').find(row => row['employee_band'] === size)!
  const drawn = factor * Number(band['arr_median']) * Math.exp(0.45 * normal(company, 'arr'))
  const allowed = seed('gtm_price_list')
    .map(row => Number(row['annual_price']))
    .filter(each => each >= Number(band['arr_floor']) && each <= Number(band['arr_ceiling']))
  return allowed.toSorted((a, b) => Math.abs(a - drawn) - Math.abs(b - drawn) || a - b)[0]!
}

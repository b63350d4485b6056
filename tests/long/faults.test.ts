/**
 * kill -9 at every fault point three times, and at random moments of a build. MODEL_KILLS sets how many random ones,
 * MODEL_SEED repeats the delays of an earlier run (as far as the machine's speed allows).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  AFTER_COMMIT,
  BEFORE_PUBLICATION,
  buildInChild,
  builtProject,
  type FaultProject,
  IN_PLACE,
  IN_PUBLICATION,
  recover,
  testPoints,
  writeNextEdition,
} from '../support/faults.ts'

const ROUNDS = 3
const KILLS = Number(process.env['MODEL_KILLS'] ?? 100)
const SEED = Number(process.env['MODEL_SEED'] ?? Date.now() % 1_000_000)

const ALL_POINTS = [...BEFORE_PUBLICATION, ...IN_PUBLICATION, ...AFTER_COMMIT] as const

for (let round = 1; round <= ROUNDS; round++) {
  testPoints(`kill -9 at the fault points, round ${round} of ${ROUNDS}`, ALL_POINTS)
  testPoints(`kill -9 on PostgreSQL, round ${round} of ${ROUNDS}`, ALL_POINTS, {
    engine: 'postgres',
  })
}

for (const engine of ['pglite', 'postgres'] as const) {
  testPoints(
    `kill -9 on ${engine} while rows are replaced in place`,
    [...IN_PLACE, 'publish:before-commit', 'publish:after-commit', 'stages:dropping'],
    { engine, config: 'models: {+on_publish: in_place}\n' },
  )
}

describe.each(['pglite', 'postgres'] as const)(
  `kill -9 on %s at ${KILLS} random moments, seed ${SEED}`,
  engine => {
    const shares = randomShares(SEED, KILLS)
    const counts = {
      'killed, old edition stood': 0,
      'killed, new edition stood': 0,
      'ended before': 0,
    }
    let project: FaultProject
    let length: number

    beforeAll(async () => {
      project = await builtProject({ engine })
    })

    afterAll(async () => {
      console.log(`${KILLS} random kills on ${engine}, seed ${SEED}:`, counts)
      await project?.drop()
    })

    for (const [i, share] of shares.entries()) {
      it(`kill ${i + 1} at ${(share * 100).toFixed(1)} % of a build: one edition, a good next run`, async () => {
        // Measured anew now and then: others may use the machine as well.
        if (i % 10 === 0) length = await undisturbedLength(project)
        const old = project.standing
        writeNextEdition(project)
        const ended = await buildInChild(project, { killAfter: share * length })
        const seen = await recover(project)
        if (ended.signal === 'SIGKILL') {
          expect([old, project.edition]).toContain(seen)
          counts[seen === old ? 'killed, old edition stood' : 'killed, new edition stood']++
        } else {
          expect(ended.code, ended.stderr).toBe(0)
          expect(seen).toBe(project.edition)
          counts['ended before']++
          length = ended.milliseconds
        }
      })
    }
  },
)

/** Milliseconds of a whole build of the next edition. */
async function undisturbedLength(project: FaultProject): Promise<number> {
  writeNextEdition(project)
  const ended = await buildInChild(project)
  expect(ended.code, ended.stderr).toBe(0)
  project.standing = project.edition
  return ended.milliseconds
}

/** Numbers from 0 to 1, the same for the same seed: a linear congruential generator, its first values thrown away. */
function randomShares(seed: number, count: number): readonly number[] {
  let state = seed
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  for (let i = 0; i < 10; i++) next()
  return Array.from({ length: count }, next)
}

/**
 * Hundreds of random lives of a warehouse, on both engines. MODEL_SEQUENCES sets how many on the embedded one (a tenth on
 * PostgreSQL), MODEL_SEED repeats the sequences of an earlier run. A failure prints the seed and the shortest sequence.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openWorkspace } from '../../src/workspace.ts'
import { createDatabase, SERVER_URL } from '../support/postgres-database.ts'
import { writeProject } from '../support/project.ts'
import { type Happening, play, type Stage, sequence } from '../support/sequences.ts'

const COUNT = Number(process.env['MODEL_SEQUENCES'] ?? 500)
const SEED = Number(process.env['MODEL_SEED'] ?? Date.now() % 1_000_000)

/** Sequences in one database: each leaves its environments behind. */
const PER_DATABASE = 25

interface Place {
  readonly stage: Stage
  close(): Promise<void>
}

/** Places for sequences, a new one from time to time. */
function places(open: () => Promise<Place>) {
  let place: Place | undefined
  return {
    async next(): Promise<Stage> {
      if (place !== undefined && place.stage.count >= PER_DATABASE) {
        console.log(
          `${place.stage.count} played; ${Math.round(process.memoryUsage.rss() / 1e6)} MB`,
        )
        await place.close()
        place = undefined
      }
      place ??= await open()
      return place.stage
    },
    close: async () => place?.close(),
  }
}

async function embedded(): Promise<Place> {
  const target = (name: string, prefix: string) =>
    `  ${name}: {adapter: pglite, path: target/warehouse, demo_sources: true, schema_prefix: ${prefix}}`
  const root = writeProject({ 'project.yml': project(target) })
  const holder = await openWorkspace({ projectDir: root, env: {}, wait: 0, serves: true })
  await holder.adapter()
  return { stage: { root, target, count: 0 }, close: () => holder.close() }
}

async function server(): Promise<Place> {
  const database = await createDatabase('sequences')
  const target = (name: string, prefix: string) =>
    `  ${name}: {adapter: postgres, url: '${database.url}', threads: 2, demo_sources: true, schema_prefix: ${prefix}}`
  const root = writeProject({ 'project.yml': project(target) })
  return { stage: { root, target, count: 0 }, close: () => database.drop() }
}

/** Says at once that a sequence failed, before the search for the shortest begins, which takes as long again. */
async function saying(
  engine: string,
  happenings: readonly Happening[],
  played: Promise<void>,
): Promise<void> {
  try {
    await played
  } catch (error) {
    console.error(`${engine}: ${error}\n${JSON.stringify(happenings)}`)
    throw error
  }
}

const project = (target: Stage['target']) =>
  `name: shop\ntarget: life\ntargets:\n${target('life', 'x_')}\n`

describe.each([
  ['pglite', COUNT, embedded, false],
  ['postgres', Math.ceil(COUNT / 10), server, SERVER_URL === undefined],
] as const)('random sequences on %s', (engine, count, open, absent) => {
  it.skipIf(absent)(
    `refresh leaves what a full build leaves, after any of ${count} (seed ${SEED})`,
    async () => {
      const stages = places(open)
      const kinds = new Map<string, number>()
      const tally = (happenings: readonly Happening[]) => {
        for (const { kind } of happenings) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
      }
      try {
        await fc.assert(
          fc.asyncProperty(sequence, async happenings => {
            tally(happenings)
            await saying(engine, happenings, play(await stages.next(), happenings))
          }),
          { numRuns: count, seed: SEED },
        )
      } finally {
        console.log(`${engine}, seed ${SEED}:`, Object.fromEntries(kinds))
        await stages.close()
      }
      expect(kinds.get('run')).toBeGreaterThan(0)
    },
    24 * 3_600_000,
  )
})

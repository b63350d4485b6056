/** A few random lives of a warehouse; tests/long/sequences.test.ts has hundreds. MODEL_SEED repeats a failed one. */
import fc from 'fast-check'
import { afterAll, beforeAll, it } from 'vitest'
import { openWorkspace, type Workspace } from '../../src/workspace.ts'
import { writeProject } from '../support/project.ts'
import { play, type Stage, sequence } from '../support/sequences.ts'

/** Chosen once, so that a change of the tool and not of chance fails here. */
const SEED = Number(process.env['MODEL_SEED'] ?? 6)
const COUNT = Number(process.env['MODEL_SEQUENCES'] ?? 10)

const target = (name: string, prefix: string) =>
  `  ${name}: {adapter: pglite, path: target/warehouse, demo_sources: true, schema_prefix: ${prefix}}`

let stage: Stage
/** One process holds the database and all others use it through this one: no opening for each step. */
let holder: Workspace

beforeAll(async () => {
  const root = writeProject({
    'project.yml': `name: shop\ntarget: life\ntargets:\n${target('life', 'x_')}\n`,
  })
  stage = { root, target, count: 0 }
  holder = await openWorkspace({ projectDir: root, env: {}, wait: 0, serves: true })
  await holder.adapter()
})

afterAll(() => holder?.close())

it(`refresh leaves what a full build leaves, after any of ${COUNT} sequences (seed ${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(sequence, happenings => play(stage, happenings)),
    { numRuns: COUNT, seed: SEED },
  )
})

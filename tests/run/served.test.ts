/** Real processes beside one that holds the embedded database and serves it: commands, kills on either side, the end. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import type { RunOutcome } from '../../src/run/types.ts'
import {
  buildAndDieAt,
  builtProject,
  type FaultProject,
  recover,
  writeNextEdition,
} from '../support/faults.ts'
import { startModel } from '../support/model-process.ts'
import { inWorkspace, rows, run } from '../support/project.ts'
import { type ServingHolder, startHolder } from '../support/serving-holder.ts'

let project: FaultProject
beforeAll(async () => {
  project = await builtProject()
})

/** What `model` says with these words, in a process of its own. */
async function model(...words: string[]) {
  const { ended } = startModel([...words, '--project-dir', project.root])
  return await ended
}

describe('while a process serves the database', () => {
  let holder: ServingHolder
  beforeAll(async () => {
    holder = await startHolder(project.root)
    return async () => expect(await holder.end('SIGTERM')).toBe(0)
  })

  it('build and query work through it, say so, and end when they are done', async () => {
    writeNextEdition(project)
    const built = await model('build')
    expect(built.code, built.stderr).toBe(0)
    expect(built.stdout).toContain(`through process ${holder.pid} (model schedule)`)
    const asked = await model('query', 'select distinct edition from end_c', '--output', 'json')
    expect(JSON.parse(asked.stdout)).toEqual([{ edition: project.edition }])
    project.standing = project.edition
  })

  it('two builds at once take their turns', async () => {
    writeNextEdition(project)
    const both = await Promise.all([model('build', '--wait'), model('build', '--wait')])
    expect(both.map(({ code }) => code)).toEqual([0, 0])
    expect(await recover(project)).toBe(project.edition)
  })

  it.each(['stage:after:20', 'publish:before-commit'] as const)(
    'a build that is killed at %s leaves whole relations, and nobody waits for it',
    async point => {
      writeNextEdition(project)
      const { signal, stderr } = await buildAndDieAt(project, point)
      expect(signal, stderr).toBe('SIGKILL')
      const old = project.standing
      expect(await recover(project)).toBe(old)
    },
  )
})

describe('when the process that serves the database ends', () => {
  /** Runs here, through a holder that ends at this point. */
  async function runBesideEnd(point: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<RunOutcome> {
    const holder = await startHolder(project.root)
    writeNextEdition(project)
    const at = async (reached: string): Promise<void> => {
      if (reached === point) await holder.end(signal)
    }
    return await run(project.root, {}, { at })
  }

  it.each([
    ['stage:after', 'SIGKILL', 'M2206'],
    ['publish:after-locks', 'SIGTERM', 'M2206'],
    ['publish:before-commit', 'SIGKILL', 'M3015'],
  ] as const)(
    'at %s by %s: the run ends with %s, and the next one opens the database itself',
    async (point, signal, code) => {
      const old = project.standing
      const outcome = await runBesideEnd(point, signal)
      expect(outcome.status).toBe('error')
      expect(outcome.published).toEqual([])
      const failed = outcome.results.find(result => result.status === 'error')
      expect(outcome.refusal ?? failed?.error).toMatchObject({ code })
      expect(await recover(project)).toBe(old)
    },
  )

  it('what was written through it is what a plan remembers, without opening the database', async () => {
    const control = () => readFileSync(join(project.root, 'target/warehouse/global/pg_control'))
    const seeds = async () => {
      const { plan } = await run(project.root, { dryRun: true }, { brief: true })
      return plan.steps
        .filter(step => step.kind === 'stage' && 'node' in step)
        .map(step => step.node)
    }
    await seeds()
    const holder = await startHolder(project.root)
    writeNextEdition(project)
    expect((await run(project.root)).status).toBe('success')
    const unchanged = await seeds()
    expect(await holder.end('SIGTERM')).toBe(0)
    const before = control()
    expect(await seeds()).toEqual(unchanged)
    expect(unchanged.filter(node => node.startsWith('seed.'))).toEqual([])
    expect(control()).toEqual(before)
    expect(await rows(project.root, 'select distinct edition from end_a')).toEqual([
      { edition: project.edition },
    ])
  })
})

it('a command that has waited for a holder ends when it is done', async () => {
  const begin = performance.now()
  const waited = await inWorkspace(project.root, async workspace => {
    await workspace.query('select 1', { limit: null })
    const { ended, said } = startModel([
      'query',
      'select 1',
      '--wait',
      '--project-dir',
      project.root,
    ])
    while (!said().includes('Waiting for')) await delay(20)
    return { ended }
  })
  expect((await waited.ended).code).toBe(0)
  expect(performance.now() - begin).toBeLessThan(30_000)
})

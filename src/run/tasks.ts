/**
 * The order of a run's work as tasks: a node is staged when its parents are staged and have passed the checks over them
 * alone; a check over several relations runs as soon as all exist, and delays nobody.
 */

import type { Manifest } from '../compile/manifest.ts'
import { relationsRead } from '../plan/relations-read.ts'
import type { StageStep } from '../plan/stage-steps.ts'
import type { Plan, Step } from '../plan/types.ts'
import type { Task } from './queue.ts'

export type { StageStep } from '../plan/stage-steps.ts'
export type CheckStep = Extract<Step, { kind: 'check' }>

/** Does the work of one step; false when what depends on it must be skipped. */
export interface StepWork {
  stage(step: StageStep, thread: number): Promise<boolean>
  /** Children wait for checks over one relation alone; for those over several only a publication on its own waits. */
  check(steps: readonly CheckStep[], thread: number): Promise<boolean>
  /** Publishes one node now (`publish: each`). */
  publish(node: string, thread: number): Promise<boolean>
  skipStage(step: StageStep, cause: string | undefined): void
  skipCheck(step: CheckStep, cause: string | undefined): void
  skipPublish(node: string): void
}

/** Task ids of a node's stage, of the checks over some relations, and of a publication on its own. */
const stageTask = (id: string) => `stage ${id}`
const checkTask = (over: readonly string[]) => `check ${[...over].sort().join(' ')}`
const publishTask = (id: string) => `publish ${id}`

/** The node that a task id is about, for messages. */
export function nodesOfTask(task: string): readonly string[] {
  return task.split(' ').slice(1)
}

export interface TaskOptions {
  readonly work: StepWork
  /** Scanning it costs less than asking for it. */
  readonly isSmall: (id: string) => boolean
  /** What each staged node is likely to take. */
  readonly seconds: ReadonlyMap<string, number>
}

/** The tasks of a plan's stage and check steps. */
export function planTasks(
  manifest: Manifest,
  plan: Plan,
  { work, isSmall, seconds }: TaskOptions,
): readonly Task[] {
  const stages = plan.steps.filter(step => step.kind === 'stage')
  const checks = plan.steps.filter(step => step.kind === 'check')
  const each = new Set(
    plan.steps.flatMap(step => (step.kind === 'publish' && step.mode === 'each' ? step.nodes : [])),
  )
  const urgency = remainingSeconds(manifest, stages, seconds)
  // Where something is staged it waits for single checks, and they for it.
  const together = stages.length > 0 ? checks.map(step => [step]) : gathered(checks, isSmall)
  return [
    ...stages.map(step => stageTaskOf(manifest, step, { work, urgency: urgency.get(step.node)! })),
    ...together.map(steps => checkTaskOf(steps, { work, urgency, each })),
    ...publishTasks(checks, { work, each }),
  ]
}

function stageTaskOf(
  manifest: Manifest,
  step: StageStep,
  options: { readonly work: StepWork; readonly urgency: number },
): Task {
  // A parent without checks has only a stage task; ids that are no task count as done.
  const needs = relationsRead(manifest, step.node).flatMap(id => [
    stageTask(id),
    checkTask([id]),
    publishTask(id),
  ])
  return {
    id: stageTask(step.node),
    needs,
    urgency: options.urgency,
    run: thread => options.work.stage(step, thread),
    skip: cause => options.work.skipStage(step, cause),
  }
}

/** Relations whose checks are one task at most. */
const TOGETHER = 25

/** Steps over one small relation each in lists of several, which take the place of their first; others alone. */
function gathered(
  checks: readonly CheckStep[],
  isSmall: (id: string) => boolean,
): readonly (readonly CheckStep[])[] {
  const lists: CheckStep[][] = []
  let open: CheckStep[] | undefined
  for (const step of checks) {
    const small = step.over.length === 1 && isSmall(step.over[0]!)
    if (small && open !== undefined && open.length < TOGETHER) open.push(step)
    else {
      lists.push([step])
      if (small) open = lists.at(-1)
    }
  }
  return lists
}

function checkTaskOf(
  steps: readonly CheckStep[],
  options: {
    readonly work: StepWork
    readonly urgency: ReadonlyMap<string, number>
    readonly each: ReadonlySet<string>
  },
): Task {
  const over = steps.flatMap(step => step.over)
  const own = steps.every(step => step.over.length === 1)
  const last = lastOnItsOwn(over, options.each)
  const others = over.filter(id => id !== last).flatMap(id => [checkTask([id]), publishTask(id)])
  return {
    id: checkTask(over),
    needs: [...over.map(stageTask), ...(last === undefined ? [] : others)],
    // A node's own checks hold up its children, so they go before other nodes whose path is as long.
    urgency: Math.max(0, ...over.map(id => options.urgency.get(id) ?? 0)) + (own ? JUST_BEFORE : 0),
    run: thread => options.work.check(steps, thread),
    skip: cause => {
      for (const step of steps) options.work.skipCheck(step, cause)
    },
  }
}

/** The last of several relations in graph order, when it is published on its own: it waits for the check. */
function lastOnItsOwn(over: readonly string[], each: ReadonlySet<string>): string | undefined {
  const last = over.at(-1)
  return over.length > 1 && last !== undefined && each.has(last) ? last : undefined
}

function publishTasks(
  checks: readonly CheckStep[],
  options: { readonly work: StepWork; readonly each: ReadonlySet<string> },
): readonly Task[] {
  return [...options.each].map(id => ({
    id: publishTask(id),
    needs: [
      stageTask(id),
      checkTask([id]),
      ...checks
        .filter(step => lastOnItsOwn(step.over, options.each) === id)
        .map(step => checkTask(step.over)),
    ],
    urgency: Number.MAX_SAFE_INTEGER,
    run: thread => options.work.publish(id, thread),
    skip: () => options.work.skipPublish(id),
  }))
}

/** Less than any node takes. */
const JUST_BEFORE = 0.0005

/** For each staged node how long the longest path takes that begins with it. */
export function remainingSeconds(
  manifest: Manifest,
  stages: readonly StageStep[],
  seconds: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const own = (id: string) => seconds.get(id) ?? 1
  const path = new Map(stages.map(step => [step.node, own(step.node)]))
  for (const step of [...stages].reverse()) {
    const below = path.get(step.node)!
    for (const parent of relationsRead(manifest, step.node)) {
      const known = path.get(parent)
      if (known !== undefined) path.set(parent, Math.max(known, own(parent) + below))
    }
  }
  return path
}

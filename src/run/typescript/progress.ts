/** Says every second how far the code of a model is. The timer also keeps the process alive while code waits for nothing. */
import type { ModelNode } from '../../compile/manifest.ts'
import type { RunContext } from '../context.ts'
import type { Asking } from './ask.ts'
import type { RowWriter } from './write-rows.ts'

const PERIOD = 1000

/** Begins; what is returned ends it. */
export function reportProgress(
  { emit }: Pick<RunContext, 'emit'>,
  node: ModelNode,
  { asking, writer }: { readonly asking: Asking; readonly writer: RowWriter },
): () => void {
  const began = performance.now()
  const report = () => {
    const { tally, failures, budget } = asking
    emit({
      kind: 'node progress',
      node: node.id,
      rows: writer.rows,
      calls: tally.asked,
      remembered: tally.remembered,
      failures: failures.list.length,
      read: tally.read,
      total: tally.total === 0 ? null : tally.total,
      cost: budget.cost,
      duration: Math.round(performance.now() - began),
    })
  }
  const timer = setInterval(report, PERIOD)
  return () => clearInterval(timer)
}

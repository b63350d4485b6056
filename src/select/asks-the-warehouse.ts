/** Whether a selection can be made from the project alone. Pure. */
import type { SelectorDeclaration } from '../project/types.ts'
import type { SelectionRequest } from './types.ts'

/** A method that needs the ledger, in an expression or as a key or value of a definition in selectors.yml. */
const ASKS =
  /(?:^|[\s,@+\d])(?:state|result|source_status|stale):|(?:^|[\s,@+\d"])stale\b|"(?:state|result|source_status)"/

/** Does the request, or a selector of the project that it may use, ask about the warehouse? */
export function asksTheWarehouse(
  request: SelectionRequest,
  selectors: readonly SelectorDeclaration[],
): boolean {
  const { select, exclude, selector } = request
  const named = selector !== undefined || select.some(text => text.includes('selector:'))
  const standard = select.length === 0 && selectors.some(each => each.default)
  const definitions =
    named || standard ? selectors.map(({ definition }) => JSON.stringify(definition)) : []
  return [...select, ...exclude, ...definitions].some(text => ASKS.test(text))
}

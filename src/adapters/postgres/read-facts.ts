/**
 * Reads the facts of a publication; of many items on two connections, half on each. Their moments may differ: what is read
 * of a relation and what tells that it has changed since are of one moment, and that is looked at again under its lock.
 */
import { allEnded } from '../../util/all-ended.ts'
import type { PublishItem, Session } from '../adapter.ts'
import type { Capabilities } from '../capabilities.ts'
import { readPublicationFacts } from './dependents.ts'
import type { PublicationFacts } from './publication-facts.ts'

/** What reading needs of an adapter. */
export interface FactsHost {
  readonly capabilities: Pick<Capabilities, 'parallelStatements'>
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>
}

/** From so many items on a second connection is worth it. */
const MANY = 100

/** In a transaction, or two, before any lock is taken. */
export async function readFacts(
  host: FactsHost,
  items: readonly PublishItem[],
): Promise<PublicationFacts> {
  const read = (share: readonly PublishItem[]) =>
    host.transaction(session => readPublicationFacts(session, share))
  if (items.length < MANY || !host.capabilities.parallelStatements.supported)
    return await read(items)
  const middle = items.length >> 1
  return joined(await allEnded([read(items.slice(0, middle)), read(items.slice(middle))]))
}

/** What hangs on items of both halves was read twice. */
function joined([first, second]: readonly [PublicationFacts, PublicationFacts]): PublicationFacts {
  return {
    schemas: new Map([...first.schemas, ...second.schemas]),
    relations: new Map([...first.relations, ...second.relations]),
    reads: unlike([...first.reads, ...second.reads]),
    obstacles: unlike([...first.obstacles, ...second.obstacles]),
  }
}

function unlike<T>(found: readonly T[]): readonly T[] {
  return [...new Map(found.map(one => [JSON.stringify(one), one])).values()]
}

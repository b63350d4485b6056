/**
 * Files of relations whose transaction died with the process. Postgres never removes them by itself; ten killed builds
 * can leave hundreds of megabytes. Runs in the worker as the only session, before anything is served, so every file that
 * the catalog does not know is nobody's.
 */
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'

/** `16384`, its forks `16384_fsm`, `_vm`, `_init`, and segments `16384.1`, `16384_vm.1`. */
const RELATION_FILE = /^(\d+)(?:_(?:fsm|vm|init))?(?:\.\d+)?$/
/** Temporary relations of a session that no longer exists: `t3_16384`. */
const TEMPORARY_FILE = /^t\d+_\d+(?:_(?:fsm|vm|init))?(?:\.\d+)?$/

/** Removes the files of the current database that belong to no relation. */
export async function removeOrphanFiles(
  database: PGlite,
  folder: string,
): Promise<{ files: number; bytes: number }> {
  // Deferred unlinks of committed drops are done by a checkpoint; what is left after it is nobody's.
  await database.exec('checkpoint')
  const { rows } = await database.query<{ oid: number }>(
    'select oid from pg_database where datname = current_database()',
  )
  const known = await knownFiles(database)
  const relations = join(folder, 'base', String(rows[0]!.oid))
  return total([
    remove(relations, name => isOrphan(name, known)),
    remove(join(folder, 'base', 'pgsql_tmp'), () => true),
  ])
}

/** pg_relation_filenode also knows the mapped catalogs, whose pg_class.relfilenode is 0. */
async function knownFiles(database: PGlite): Promise<ReadonlySet<string>> {
  const { rows } = await database.query<{ file: string }>(
    `select pg_relation_filenode(oid)::text as file from pg_class
     where pg_relation_filenode(oid) is not null`,
  )
  return new Set(rows.map(row => row.file))
}

function isOrphan(name: string, known: ReadonlySet<string>): boolean {
  const match = RELATION_FILE.exec(name)
  return match ? !known.has(match[1]!) : TEMPORARY_FILE.test(name)
}

interface Removed {
  readonly files: number
  readonly bytes: number
}

function remove(folder: string, chosen: (name: string) => boolean): Removed {
  return total(
    names(folder)
      .filter(chosen)
      .map(name => {
        const bytes = statSync(join(folder, name)).size
        rmSync(join(folder, name), { recursive: true })
        return { files: 1, bytes }
      }),
  )
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function total(parts: readonly Removed[]): Removed {
  return parts.reduce(
    (sum, part) => ({ files: sum.files + part.files, bytes: sum.bytes + part.bytes }),
    {
      files: 0,
      bytes: 0,
    },
  )
}

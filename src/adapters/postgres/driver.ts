/** Loads the driver. It is imported here, when a target is opened, and only then. */
import type Driver from 'pg'

/**
 * The driver asks where it runs: by `navigator`, which Node has from 21 on, or else by the fetch API, whose first use
 * loads 20 ms of code. So it is given the answer of later versions while it loads.
 */
export async function loadDriver(): Promise<typeof Driver> {
  const scope = globalThis as { navigator?: { readonly userAgent: string } }
  if (scope.navigator !== undefined) return (await import('pg')).default
  scope.navigator = { userAgent: 'Node.js' }
  try {
    return (await import('pg')).default
  } finally {
    delete scope.navigator
  }
}

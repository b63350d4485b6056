/** Asks a server for the columns of a statement without executing it, by the driver's own messages. */
import type { Connection, PoolClient, Submittable } from 'pg'

interface Field {
  readonly name: string
  readonly dataTypeID: number
}

/** What of the driver's connection is used; its types leave out the kind of `describe`. */
interface Wire {
  parse(message: { text: string; name: string; types: readonly number[] }): void
  describe(message: { type: 'S'; name: string }): void
  sync(): void
}

/** The fields of a statement's answer; none when it answers nothing. */
export function describeStatement(client: PoolClient, sql: string): Promise<readonly Field[]> {
  return new Promise((resolve, reject) => {
    let fields: readonly Field[] = []
    let failed: Error | undefined
    const request = {
      submit(connection: Connection): void {
        const wire = connection as unknown as Wire
        wire.parse({ text: sql, name: '', types: [] })
        wire.describe({ type: 'S', name: '' })
        wire.sync()
      },
      handleRowDescription(message: { readonly fields: readonly Field[] }): void {
        fields = message.fields
      },
      handleError(error: Error): void {
        failed = error
      },
      handleReadyForQuery(): void {
        if (failed) reject(failed)
        else resolve(fields)
      },
    }
    client.query(request as Submittable)
  })
}

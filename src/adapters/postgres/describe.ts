/** Asks a server for the columns of a statement without executing it, by the driver's own messages. */
import type { Connection, PoolClient, Submittable } from 'pg'

/** A column of an answer, as the server describes it. */
export interface Field {
  readonly name: string
  readonly dataTypeID: number
}

/** What of the driver's connection is used; its types leave out the kind of `describe`. */
interface Wire {
  parse(message: { text: string; name: string; types: readonly number[] }): void
  describe(message: { type: 'S'; name: string }): void
  sync(): void
}

/** The fields of a statement's answer; none when it answers nothing. With a name it stays prepared on the connection. */
export function describeStatement(
  client: PoolClient,
  sql: string,
  name = '',
): Promise<readonly Field[]> {
  return new Promise((resolve, reject) => {
    let fields: readonly Field[] = []
    const request = {
      submit(connection: Connection): void {
        const wire = connection as unknown as Wire
        wire.parse({ text: sql, name, types: [] })
        wire.describe({ type: 'S', name })
        wire.sync()
      },
      handleRowDescription(message: { readonly fields: readonly Field[] }): void {
        fields = message.fields
      },
      // The driver tells no more of a request that failed.
      handleError(error: Error): void {
        reject(error)
      },
      handleReadyForQuery(): void {
        resolve(fields)
      },
    }
    client.query(request as Submittable)
  })
}

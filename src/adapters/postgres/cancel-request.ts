/** A request to cancel, as the protocol has it: a connection that says which process, by a secret, and is closed. */
import { connect } from 'node:net'

/** The protocol's number for it. */
const CANCEL_REQUEST = 80_877_102

/** Asks the server, or the pooler before it, which passes it on to whatever connection works for the client now. */
export function requestCancel(
  { host, port }: { readonly host: string; readonly port: number },
  key: { readonly processID: number; readonly secretKey: number },
): Promise<void> {
  const packet = Buffer.alloc(16)
  for (const [i, word] of [16, CANCEL_REQUEST, key.processID, key.secretKey].entries()) {
    packet.writeInt32BE(word, i * 4)
  }
  return new Promise((resolve, reject) => {
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
    // Not closed from here: the other side closes when it is done, and pgbouncer 1.18 ends itself if it is not waited for.
    socket.on('connect', () => socket.write(packet))
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.resume()
  })
}

/**
 * Which hosts a request may name, and which pages may have sent it. A page elsewhere whose name is made to mean this
 * machine (DNS rebinding) still names itself; one that sends what nobody asked for (CSRF) says where it comes from. Pure.
 */

/** The hosts that requests may name. */
export interface HostRules {
  /** Small letters, with the port where it is not the usual one. */
  readonly hosts: ReadonlySet<string>
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/** True for an address that other machines cannot reach. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127(?:\.\d{1,3}){3}$/.test(address)
}

/** What may be named when serving at this address. `more`: names that a proxy before it has. */
export function hostRules(
  { address, port }: { readonly address: string; readonly port: number },
  more: readonly string[],
): HostRules {
  const named = address.includes(':') ? `[${address}]` : address
  const own = [...LOOPBACK, named].flatMap(host => [
    `${host}:${port}`,
    ...(port === 80 ? [host] : []),
  ])
  const given = more.flatMap(host => (/:\d+$/.test(host) ? [host] : [host, `${host}:${port}`]))
  return { hosts: new Set([...own, ...given].map(host => host.toLowerCase())) }
}

/** Whether the Host header is one of ours. */
export function isOurHost({ hosts }: HostRules, host: string | undefined): boolean {
  return host !== undefined && hosts.has(host.toLowerCase())
}

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** Whether a page elsewhere sent what changes something. Programs say neither header. */
export function isForeignRequest(
  { hosts }: HostRules,
  method: string,
  { origin, site }: { readonly origin: string | undefined; readonly site: string | undefined },
): boolean {
  if (SAFE.has(method)) return false
  if (site === 'cross-site') return true
  if (origin === undefined) return false
  const host = /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]
  return host === undefined || !hosts.has(host.toLowerCase())
}

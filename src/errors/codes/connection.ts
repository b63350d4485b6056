/** Codes M2013 to M2029: why a server does not let a target in, and settings that cannot be kept. */
import { define } from '../define.ts'

interface Server {
  readonly host: string
  /** What the server or the network said. */
  readonly reason: string
}

export const connectionErrors = {
  M2013: define<Server>({
    title: 'Unknown host',
    message: f => `The host of ${f.host} is not known: ${f.reason}`,
    hint: () =>
      'Check the spelling of `host` (or of the url), and that this machine can resolve it.',
    help: 'The name of the server has no address. Inside containers and private networks a name may be known in one place and not in another.',
  }),
  M2014: define<Server>({
    title: 'Nothing answers',
    message: f => `Nothing answers at ${f.host}: ${f.reason}`,
    hint: () =>
      'Check that the server runs, that it listens on this address and port, and that no firewall is between.',
    help: 'The address exists, but no connection came about: the port is closed, the socket file is not there, or nothing was heard within `connect_timeout` (10 s when it is not set).',
  }),
  M2015: define<Server>({
    title: 'Not a PostgreSQL server',
    message: f => `What answers at ${f.host} does not speak PostgreSQL's protocol: ${f.reason}`,
    hint: () =>
      'Check the port: another program may listen there, or a proxy without a server behind it.',
    help: 'A connection was made, but what came back is not what a PostgreSQL server says, or it hung up before it said anything.',
  }),
  M2016: define<Server & { user: string; database: string }>({
    title: 'The server refuses the user',
    message: f =>
      `The server at ${f.host} does not let ${f.user} into the database ${f.database}: ${f.reason}`,
    hint: () =>
      'Check `user` and `password`; without a password PGPASSWORD and ~/.pgpass are looked at. The server decides in pg_hba.conf who may come from where.',
    help: 'The password is wrong or missing, the user does not exist, or the server has no rule that lets this user in from this address. The reason is the word of the server.',
  }),
  M2017: define<{ host: string; database: string; named: boolean }>({
    title: 'No such database',
    message: f => `The server at ${f.host} has no database ${f.database}.`,
    hint: f =>
      f.named
        ? 'Correct `database` (or the end of the url), or create it: createdb makes one.'
        : 'The target names no database, so the name of the user was taken: set `database`.',
    help: 'A target builds in one database, which must exist; the tool makes schemas, never databases.',
  }),
  M2018: define<{ host: string; sslmode: string }>({
    title: 'The server offers no TLS',
    message: f => `The server at ${f.host} does not offer TLS, which sslmode ${f.sslmode} demands.`,
    hint: () =>
      'Switch TLS on in the server, or set `sslmode: prefer` when the network itself is safe.',
    help: 'With sslmode require, verify-ca and verify-full nothing is sent without encryption. With prefer TLS is used when the server offers it.',
  }),
  M2019: define<Server & { sslmode: string }>({
    title: "The server's certificate is not trusted",
    message: f => `The certificate of ${f.host} does not pass sslmode ${f.sslmode}: ${f.reason}`,
    hint: () =>
      'Name the file of the authority that signed it with `sslrootcert`; verify-full also wants the host under the name in the certificate.',
    help: 'verify-ca and verify-full check who signed the certificate, verify-full also for which host. `sslrootcert` is the file with the authority; without one ~/.postgresql/root.crt is used, and where that is absent the authorities that come with Node. `require` checks only when there is such a file.',
  }),
  M2020: define<Server>({
    title: 'The server wants TLS',
    message: f => `The server at ${f.host} takes no connection without TLS: ${f.reason}`,
    hint: () => 'Set `sslmode: require`, or better verify-full.',
    help: 'The server has a rule for encrypted connections alone, and the target has sslmode disable.',
  }),
  M2021: define<Server>({
    title: 'Too many connections',
    message: f => `The server at ${f.host} has no connection left: ${f.reason}`,
    hint: () =>
      'A target takes up to `threads` + 2 connections: lower `threads`, close others, or raise max_connections.',
    help: 'The server, the database or the role has a limit on connections, and it is reached.',
  }),
  M2022: define<{ user: string; role: string; reason: string }>({
    title: 'The role cannot be taken',
    message: f => `${f.user} cannot act as the role ${f.role}: ${f.reason}`,
    hint: f => `Correct \`role\`, or let the user have it: grant "${f.role}" to "${f.user}".`,
    help: 'With `role` every connection of a target does `set role`, so that what it builds belongs to that role. The user must be a member of it.',
  }),
  M2023: define<{
    key: string
    adapter: string
    where: string
    nearest: string | undefined
    known: readonly string[]
  }>({
    title: 'Unknown setting of a target',
    message: f => `${f.key}${f.where} is not a setting of adapter ${f.adapter}.`,
    hint: f =>
      f.nearest === undefined
        ? `Settings are: ${f.known.join(', ')}.`
        : `Did you mean ${f.nearest}?`,
    help: 'Each adapter has settings of its own; one that it does not know is refused, in the target and in its url, so that a typing error cannot pass unseen. docs/engines has all of them.',
  }),
  M2024: define<{ key: string }>({
    title: 'Given twice',
    message: f => `${f.key} stands in the url of the target and beside it.`,
    hint: f => `Remove \`${f.key}\` from one of the two.`,
    help: 'A target names its server by a url or by parts. Parts may add what the url lacks, but not say it again: which of the two counts should not have to be remembered.',
  }),
  M2025: define<{ file: string; key: string; reason: string }>({
    title: 'A certificate cannot be read',
    message: f => `The file ${f.file} of ${f.key} cannot be read: ${f.reason}`,
    hint: () => 'Paths are relative to the project; ~/ is the home folder.',
    help: '`sslrootcert`, `sslcert` and `sslkey` name files in PEM format.',
  }),
  M2026: define<{ host: string; keys: readonly string[] }>({
    title: 'Settings that a pooler loses',
    message: f =>
      `A pooler such as pgbouncer stands before ${f.host}, and hands each transaction to another connection: ${f.keys.join(', ')} would not hold, and would stay behind for others.`,
    hint: () =>
      'Set them for the user in the server (alter role ... set ...), connect to the server itself, or say `pool_mode: session` when the pooler keeps a connection for each client.',
    help: 'Settings of a session do not survive in a pooler that works by transaction. The tool sees a pooler by the process number that it makes up. In such a place everything else works, but role, search_path, statement_timeout, lock_timeout and options are refused.',
  }),
}

/** Codes M60xx (serving). */
import { define } from '../define.ts'

export const serveErrors = {
  M6001: define<{ where: string; expected: string }>({
    title: 'A token that cannot be read',
    message: f => `${f.where} is not ${f.expected}.`,
    hint: () =>
      'Make one: model endpoint token NAME --scope read. It prints the token and its line.',
    help: 'Tokens come from the variable MODEL_TOKENS (name:scope,scope:token, several separated by spaces) or from a file with a line for each: name, scopes, and the SHA-256 of the token in hex. Scopes are read, write, run and admin.',
  }),
  M6002: define<{ address: string }>({
    title: 'An open door',
    message: f => `${f.address} can be reached from other machines, and there are no tokens.`,
    hint: () =>
      'Give clients tokens (--tokens FILE, or MODEL_TOKENS), or serve on 127.0.0.1 behind a proxy.',
    help: 'On any address but the loopback one, every request needs a token, but those for endpoints with public=true. So there must be tokens before it begins.',
  }),
  M6003: define<{ address: string; reason: string }>({
    title: 'An address that cannot be listened on',
    message: f => `${f.address} cannot be listened on: ${f.reason}.`,
    hint: () => 'Choose another with --port or --host, or end what listens there.',
    help: 'Another process has the port, the address is none of this machine, or the port is below 1024.',
  }),
  M6004: define<{ flag: string; found: string; expected: string }>({
    title: 'A setting of serve',
    message: f => `${f.flag} is ${f.found}; expected ${f.expected}.`,
    hint: () => undefined,
    help: 'docs/serve.md lists what can be set, and within what bounds.',
  }),
  M6005: define<{ file: string; reason: string }>({
    title: 'A file of tokens that cannot be read',
    message: f => `The file of tokens ${f.file} cannot be read: ${f.reason}.`,
    hint: () => 'Give its path relative to where you are, and let this user read it.',
    help: 'The file that --tokens names is read when the server begins, and again at SIGHUP.',
  }),
  M6006: define<{ found: string }>({
    title: 'No request',
    message: ({ found }) =>
      found === '' ? 'A request is missing.' : `"${found}" is no request, and no header.`,
    hint: () => 'Write model endpoint call "GET /api/stats?days=7" --header "accept-language: fr".',
    help: '`model endpoint call` takes a method and a path with its query string, as an HTTP request begins; headers are `name: value`.',
  }),
}

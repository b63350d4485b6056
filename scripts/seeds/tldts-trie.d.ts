/** The part of tldts that its own types leave out: the suffix rules as a trie in flat arrays. */
declare module 'tldts/dist/es6/src/data/trie.js' {
  /** 0: no rule ends here, 1: a rule of the ICANN section, 2: one of the private section. */
  export const nodeFlags: Uint8Array
  /** First edge of each node; the next node's is one past its last. */
  export const edgeStart: Uint16Array
  export const edgeLength: Uint8Array
  export const edgeChild: Uint16Array
  export const labelText: string
  export const rulesRoot: number
  export const exceptionsRoot: number
}

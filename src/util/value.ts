/** Values that users write in YAML, in vars and in templates. */

/** A scalar as a person wrote it; numbers in templates keep their source text elsewhere. */
export type Scalar = string | number | boolean | null

/** A value of vars, meta and config: what YAML can say. */
export type Value = Scalar | readonly Value[] | { readonly [key: string]: Value }

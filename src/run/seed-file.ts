/** A seed's file as text, packed or not: `orders.csv`, or `orders.csv.gz` where the plain text is large. */
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

/** Bytes read at once: four times node's own, which halves the work of a file that is read beside its load. */
const CHUNK = 256 * 1024

/** Whether the text has to be unpacked before it can be read. */
export const isPacked = (file: string): boolean => file.endsWith('.gz')

/** The bytes of the CSV. Broken gzip ends the stream with an error. */
export function readSeedFile(file: string): Readable {
  const bytes = createReadStream(file, { highWaterMark: CHUNK })
  if (!isPacked(file)) return bytes
  const text = createGunzip()
  // Not pipe(): that would leave the reader waiting when the file cannot be read.
  pipeline(bytes, text).catch(() => undefined)
  return text
}

/** Hands over a plain file: the seed's own, or one unpacked for the time of the work. Engines load files, not streams. */
export async function withPlainFile<T>(
  file: string,
  work: (plain: string) => Promise<T>,
): Promise<T> {
  if (!isPacked(file)) return await work(file)
  const folder = await mkdtemp(join(tmpdir(), 'model-seed-'))
  try {
    const plain = join(folder, basename(file, '.gz'))
    await pipeline(readSeedFile(file), createWriteStream(plain))
    return await work(plain)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Preloaded into a measured process: writes what it used to file descriptor 3 when it ends. */
import { writeSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
    const used = { processor: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 }
    writeSync(3, JSON.stringify(used))
  })
}

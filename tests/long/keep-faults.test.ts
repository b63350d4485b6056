/** Processes that die while kept data is written or read, at every moment of it. */
import '../run/keep-faults.test.ts'

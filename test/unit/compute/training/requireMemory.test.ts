import { expect, it } from 'vitest'
import { requireMemory } from '../../../../src-main/compute/training/requireMemory'

it('says what needs how much of what is there, and what to do', () => {
  const request = { neededBytes: 3e9, what: '12 slices', advice: 'Take fewer.' }
  requireMemory({ ...request, allowedBytes: 3e9 })
  expect(() => requireMemory({ ...request, allowedBytes: 2e9 })).toThrow(
    expect.objectContaining({
      code: 'BAD_REQUEST',
      message: "12 slices need 3.0 GB of memory; half of this machine's is 2.0 GB. Take fewer.",
    }),
  )
})

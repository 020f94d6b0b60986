import type { PropagationModelInfo } from '../../../src-main/contract/propagation'
import { volumesCounted } from './propagationWords'

/** "sli2vol 3 · trained on 24 volumes · 24 Nov 2026, 14:05" */
export function modelFacts({ caseCount, modifiedAt, weightCount }: PropagationModelInfo): string {
  const when = new Date(modifiedAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
  return `Trained on ${volumesCounted(caseCount)} · ${weightCount.toLocaleString('en')} weights · ${when}`
}

/** A file name that says what is in it. */
export function modelFileName({ name, method }: PropagationModelInfo): string {
  const safe = name.replace(/[^\p{L}\p{N}._ -]+/gu, '-').trim()
  return `${safe === '' ? method : safe}.safetensors`
}

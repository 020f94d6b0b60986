/**
 * What arXiv 2412.08081 found, as the report quotes it beside the user's own numbers. The findings are from four tasks and
 * five networks: they are a prior, never a result of the user's experiment.
 */
export const PAPER = 'arXiv 2412.08081'

export interface PaperFinding {
  readonly id: 'volumes-first' | 'policies-alike' | 'propagation-2d' | 'propagation-3d'
  readonly text: string
}

const paperFindings: readonly PaperFinding[] = [
  {
    id: 'volumes-first',
    text:
      'At an equal budget, annotating few slices in many volumes was mostly better than many slices in few volumes. In 2D, 5 to 20 % of the ' +
      'slices came close to dense annotation; in 3D at least 10 % was advisable. The stroke task (ATLAS) was an exception at its smallest and largest budgets.',
  },
  {
    id: 'policies-alike',
    text: 'Slices at fixed intervals were enough: no selection policy, uncertainty-based active learning included, was reliably better; differences were larger in 3D.',
  },
  {
    id: 'propagation-2d',
    text: 'Training 2D networks on interpolated masks made no difference on average.',
  },
  {
    id: 'propagation-3d',
    text: 'For 3D networks interpolated masks helped on stroke lesions at low density, hurt on fibroglandular tissue and on liver at 5 %, and made no difference on breast.',
  },
]

export function paperFinding(id: PaperFinding['id']): string {
  const found = paperFindings.find((finding) => finding.id === id)
  if (found === undefined) throw new Error(`No finding "${id}".`)
  return found.text
}

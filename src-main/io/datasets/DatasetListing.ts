import type { CaseWarning, SplitHint } from '../../domain/cases/caseRecord'
import type { ErrorCode } from '../../domain/errors'

type DatasetLayout =
  'medical-segmentation-decathlon' | 'nnunet-raw' | 'image-and-label-folders' | 'case-files' | 'dicom'

/** A case as its folder announces it; nothing of it has been opened yet. */
export interface ListedCase {
  readonly caseId: string
  readonly patientId: string | null
  /** The image file, or the folder of `imageFiles`. */
  readonly imagePath: string
  /** The files of a DICOM series in the order of its slices, relative to `imagePath`; null where that is the file. */
  readonly imageFiles: readonly string[] | null
  readonly labelPath: string | null
  readonly splitHint: SplitHint | null
  readonly warnings: readonly CaseWarning[]
}

/** Why something in the folder does not become a case. */
export interface DatasetProblem {
  readonly path: string
  readonly code: ErrorCode
  readonly message: string
  /** The files that it is about, where `path` is a folder. */
  readonly files?: readonly string[]
}

/** What a layout's reader finds. */
export interface LayoutListing {
  readonly layout: DatasetLayout
  readonly name: string | null
  /** Label (in decimal) → name; empty where the folder names none. */
  readonly classNames: Readonly<Record<string, string>>
  /** Every label value that may occur, background included; null where the folder does not say. */
  readonly allowedLabels: readonly number[] | null
  /** The stored value that means "not annotated"; null where the folder names none. */
  readonly ignoreValue: number | null
  readonly channelName: string | null
  readonly cases: readonly ListedCase[]
  readonly problems: readonly DatasetProblem[]
  /** For the user: files that were not used, and the like. */
  readonly notes: readonly string[]
}

export interface DatasetListing extends LayoutListing {
  readonly name: string
}

/** How the user wants a folder to be read. */
export interface ListingOptions {
  /** 0-based: which `_0000`, `_0001` … of nnU-Net, which volume of a 4D file. */
  readonly channel: number | null
  /** Load images without a label although others have one. */
  readonly isUnlabelledAllowed: boolean
  /** Endings (before .nii or .nii.gz) that tell images and labels of one folder apart, in place of the usual ones. */
  readonly imageSuffix: string | null
  readonly labelSuffix: string | null
}

/** How a long look at a folder is followed and stopped. */
export interface ListingProgress {
  readonly signal?: AbortSignal | undefined
  readonly report?: ((progress: { stage: string; done: number; total: number; unit: string }) => void) | undefined
}

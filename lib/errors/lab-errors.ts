import { OsstestError } from './osstest-error.ts';

/** This machine lacks something that the lab needs; the message names it and what to do. */
export class LabSetupError extends OsstestError {
  override readonly name = 'LabSetupError';
  readonly code = 'LAB_SETUP_INCOMPLETE';
  readonly blame = 'lab';
}

/** An image of a box could not be built. */
export class ImageBuildError extends OsstestError {
  override readonly name = 'ImageBuildError';
  readonly code = 'IMAGE_BUILD_FAILED';
  readonly blame = 'lab';
  /** Such as `debian`. */
  readonly kind: string;

  constructor(kind: string, reason: string, options?: ErrorOptions) {
    super(`image ${kind}: build failed: ${reason}`, options);
    this.kind = kind;
  }
}

/** A virtual box could not be started, stopped, frozen or thawed. */
export class BoxError extends OsstestError {
  override readonly name = 'BoxError';
  readonly code = 'BOX_FAILED';
  readonly blame = 'lab';
  readonly box: string;

  constructor(box: string, reason: string, options?: ErrorOptions) {
    super(`${box}: ${reason}`, options);
    this.box = box;
  }
}

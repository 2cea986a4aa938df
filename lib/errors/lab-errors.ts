import { OsstestError } from './osstest-error.ts';

/** This machine lacks something that the lab needs; the message names it and the remedy. */
export class LabSetupError extends OsstestError {
  override readonly name = 'LabSetupError';
  readonly code = 'LAB_SETUP_INCOMPLETE';
  readonly blame = 'lab';
}

/** An image of a host could not be built. */
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

/** A QEMU host could not be started, stopped, frozen or thawed. */
export class QemuHostError extends OsstestError {
  override readonly name = 'QemuHostError';
  readonly code = 'QEMU_HOST_FAILED';
  readonly blame = 'lab';
  readonly host: string;

  constructor(host: string, reason: string, options?: ErrorOptions) {
    super(`${host}: ${reason}`, options);
    this.host = host;
  }
}

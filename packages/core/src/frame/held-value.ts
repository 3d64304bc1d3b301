/** Marks a JavaScript object that Python is to hold as what it is, not as a copy in Python's terms. */

/** Crosses as a reference; back in JavaScript it is `value` again. */
export class HeldValue {
  readonly value: object;

  constructor(value: object) {
    this.value = value;
  }
}

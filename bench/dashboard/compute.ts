/** So many steps of arithmetic that a processor cannot leave out, about a nanosecond each. @returns what came out */
export function compute(steps: number): number {
  let value = 1;
  for (let i = 0; i < steps; i++) value = (value * 1664525 + 1013904223) % 4294967296;
  return value;
}

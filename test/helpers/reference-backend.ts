// Before each file of those that share a process: the file before it may have chosen another backend.
import { cpu } from '../train/on-cpu.js';

await cpu.activate();

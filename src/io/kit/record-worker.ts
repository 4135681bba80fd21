/** A thread that reads batches of records, one after the other, until it is ended. It never needs the network. */
import { parentPort } from 'node:worker_threads';
import { isStellaError } from '../../core/errors.ts';
import { forbidNetwork } from '../network-guard.ts';
import { BatchReader, type BatchTask } from './record-batch.ts';
import type { WorkerAnswer } from './record-threads.ts';

forbidNetwork();
const reader = new BatchReader();

function answerTo(task: BatchTask): WorkerAnswer {
  try {
    return { batch: reader.read(task) };
  } catch (error) {
    reader.close();
    if (!isStellaError(error)) throw error;
    const { code, message, hint, details } = error;
    return { error: { code, message, ...(hint && { hint }), ...(details && { details }) } };
  }
}

parentPort?.on('message', (task: BatchTask) => parentPort?.postMessage(answerTo(task)));

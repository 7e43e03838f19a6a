import { describe, expect, it, vi } from 'vitest';
import { Events } from '../src/client/events';

describe('handlers (spec/embedded-form.md 5.2)', () => {
  it('are called in the order of their registration', () => {
    const events = new Events();
    const order: number[] = [];
    events.on('onError', () => order.push(1));
    events.on('onError', () => order.push(2));
    events.emit('onError');
    expect(order).toEqual([1, 2]);
  });

  it.each([
    ['false', () => false, 'stop'],
    ['a promise of false', () => Promise.resolve(false), 'stop'],
    ['a rejected promise', () => Promise.reject(new Error('no')), 'stop'],
    ['nothing', () => undefined, 'go on'],
    ['true', () => true, 'go on'],
    ['a promise', () => Promise.resolve(), 'go on'],
    ['a mistake', () => { throw new Error('mistake'); }, 'go on'],
  ])('that return %s make it %3$s', async (_, handler, course) => {
    const events = new Events();
    events.on('onSubmit', handler as () => unknown);
    expect(await events.permits('onSubmit', {})).toBe(course === 'go on');
  });

  it('that throw are told, and do not stop the others', () => {
    const events = new Events();
    const second = vi.fn();
    events.onFault = vi.fn();
    events.on('onBlur', () => { throw new Error('mistake'); });
    events.on('onBlur', second);
    events.emit('onBlur');
    expect(second).toHaveBeenCalledOnce();
    expect(events.onFault).toHaveBeenCalledOnce();
  });

  it.each(['onError', 'error', undefined])('are removed by the name %s', (name) => {
    const events = new Events();
    const handler = vi.fn();
    events.on('onError', handler);
    events.remove(name);
    events.emit('onError');
    expect(handler).not.toHaveBeenCalled();
  });
});

/** The proleptic Gregorian calendar, by which RFC 3339 and XML Schema dates exist or do not. */

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** True for a date that exists; months and days count from 1, NaN is no date. */
export function isCalendarDate(year: number, month: number, day: number): boolean {
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeapYear ? 29 : DAYS[month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

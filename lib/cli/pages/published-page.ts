/** Name of a flight's page among its published files. */
export const PUBLISHED_PAGE = 'index.html';

#include <stdio.h>

static int find(const int *values, size_t count, int wanted) { for (size_t i = 0; i < count; i++) { if (values[i] == wanted) return (int)i; } return -1; }

char *copy(const char *text) { size_t n = strlen(text) + 1; char *result = malloc(n); if (!result) { return NULL; } else { memcpy(result, text, n); } return result; }

void reverse(struct node **head) { struct node *last = NULL, *next; /* "walk" */ while (*head) { next = (*head)->next; (*head)->next = last; last = *head; *head = next; } *head = last; }

int digits(long value) { int n = 0; do { n++; value /= 10; } while (value != 0); switch (n) { case 1: puts("one"); break; default: n = n + 'a'; } return n; }

// A secret does not turn into text by itself.
// expect: conversion from
#include <string>

#include "base/secret.hpp"

std::string show(const guichet::Secret& secret) {
#ifdef CONTROL
  const std::string text(secret.expose());
#else
  const std::string text = secret;
#endif
  return text;
}

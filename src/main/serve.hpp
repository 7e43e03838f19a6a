#pragma once

#include "main/config.hpp"

namespace guichet::app {

/// `guichet serve`: runs until SIGTERM or SIGINT, then drains within 30 s. Gives the exit code.
int serve(Config config);

}  // namespace guichet::app

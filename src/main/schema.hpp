#pragma once

#include "sql/migration.hpp"

namespace guichet::app {

/// The migrations of every room that owns tables.
sql::Migrations all_migrations();

}  // namespace guichet::app

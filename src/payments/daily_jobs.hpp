#pragma once

#include "payments/evening_capture.hpp"
#include "payments/life_jobs.hpp"
#include "payments/remittances.hpp"

namespace guichet::payments {

/// The jobs of this room, together: what wiring connects to the calendar.
struct DailyJobs {
  /// `with` outlives this; so does this the calendar's handlers.
  DailyJobs(const Collaborators& with, jobs::Calendar& calendar)
      : remittances(with), capture(with, remittances), life(with) {
    remittances.connect(calendar);
    capture.connect(calendar);
    life.connect(calendar);
  }

  Remittances remittances;
  EveningCapture capture;
  LifeJobs life;
};

}  // namespace guichet::payments

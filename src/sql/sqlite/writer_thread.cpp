#include "sql/sqlite/writer_thread.hpp"

#include <algorithm>
#include <chrono>

#include "base/limits.hpp"

namespace guichet::sql::sqlite {

namespace {

// Of the order of a flush; a writer that nobody crowds never waits.
constexpr std::chrono::microseconds gathering{200};

}  // namespace

WriterThread::WriterThread(GroupCommit& commits, std::function<void()> between_groups)
    : commits_(commits), between_groups_(std::move(between_groups)), thread_([this] { run(); }) {}

WriterThread::~WriterThread() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

bool WriterThread::submit(Submission& submission) {
  bool wake = false;
  {
    std::lock_guard lock(mutex_);
    if (queue_.size() >= limits::writer_queue_batches_max) return false;
    queue_.push_back(&submission);
    wake = std::exchange(idle_, false);
  }
  // A busy writer looks at the queue by itself: no system call for it.
  if (wake) wake_.notify_one();
  return true;
}

std::size_t WriterThread::queue_length() const {
  std::lock_guard lock(mutex_);
  return queue_.size();
}

void WriterThread::run() {
  std::vector<Submission*> group;
  group.reserve(limits::writer_group_batches_max);
  while (take(group)) {
    commits_.commit(group);
    resume_all(group);
    between_groups_();
  }
}

bool WriterThread::take(std::vector<Submission*>& group) {
  group.clear();
  std::unique_lock lock(mutex_);
  while (queue_.empty()) {
    if (stopping_) return false;
    idle_ = true;
    wake_.wait(lock);
  }
  idle_ = false;
  // What waited for the group before is on its way back together: a flush for the first one or two
  // of it would be followed by another for the rest.
  if (queue_.size() < usual_size_ / 2 && !stopping_) {
    lock.unlock();
    std::this_thread::sleep_for(gathering);
    lock.lock();
  }
  usual_size_ = std::max(queue_.size(), usual_size_ - usual_size_ / 4);
  const auto size = std::min(queue_.size(), limits::writer_group_batches_max);
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(size);
  group.assign(queue_.begin(), end);
  queue_.erase(queue_.begin(), end);
  return true;
}

void WriterThread::resume_all(const std::vector<Submission*>& group) {
  struct Post {
    Scheduler* scheduler;
    std::vector<std::coroutine_handle<>> handles;
  };
  std::vector<Post> posts;
  for (const auto* submission : group) {
    auto post = std::find_if(posts.begin(), posts.end(), [&](const Post& known) {
      return known.scheduler == submission->scheduler;
    });
    if (post == posts.end()) post = posts.insert(posts.end(), Post{submission->scheduler, {}});
    post->handles.push_back(submission->handle);
  }
  // From the first post on the submissions belong to their coroutines again, and may be gone.
  for (auto& post : posts) {
    post.scheduler->call([handles = std::move(post.handles)] {
      for (const auto handle : handles) handle.resume();
    });
  }
}

}  // namespace guichet::sql::sqlite

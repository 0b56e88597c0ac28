#include "services/kepilctl/validate_command.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "services/kepilctl/client.h"
#include "services/kepilctl/file_octets.h"
#include "services/kepilctl/input_files.h"
#include "services/kepilctl/progress.h"
#include "services/kepilctl/receipt_files.h"
#include "services/kepilctl/signer_names.h"
#include "services/kepilctl/stream_validation.h"
#include "services/kepilctl/usage_arguments.h"
#include "services/kepilctl/validation_request.h"
#include "services/kepilctl/verdict_rows.h"

namespace kepil {
namespace {

// What came of one file.
struct FileResult {
  std::vector<VerdictRow> rows;
  std::optional<v1::IssuedReceipt> receipt;
  std::string content;  // That stands inside the signature, if asked for.
};

// `signature`: the octets of the file.
FileResult ResultOf(const InputFile& input, absl::string_view signature,
                    absl::StatusOr<v1::ValidateResponse> response) {
  if (!response.ok()) {
    return {{ErrorRow(input.signature, response.status())}, std::nullopt, ""};
  }
  v1::ReceiptBody body;
  if (!body.ParseFromString(response->receipt().body())) {
    return {{ErrorRow(input.signature,
                      FormatUnknownError("the receipt cannot be read"))},
            std::nullopt,
            ""};
  }
  return {VerdictRows(input.signature, body, SignerNamesOf(signature)),
          std::move(*response->mutable_receipt()),
          std::move(*response->mutable_content())};
}

FileResult ValidateFile(const InputFile& input,
                        const ValidationOptions& options, Client& client) {
  const absl::StatusOr<v1::ValidateRequest> request =
      MakeValidationRequest(input, options);
  if (!request.ok()) {
    return {{ErrorRow(input.signature, request.status())}, std::nullopt, ""};
  }
  return ResultOf(
      input, request->signature(),
      client.Call(&v1::ValidationService::Stub::Validate, *request));
}

// Batch runs files on several threads and hands results out in order.
class Batch {
 public:
  Batch(const std::vector<InputFile>& files, ValidationOptions options,
        Client& client)
      : files_(files),
        options_(std::move(options)),
        client_(client),
        results_(files.size()) {}
  ~Batch() {
    for (std::thread& thread : threads_) {
      thread.join();
    }
  }

  void Start(int64_t jobs) {
    const auto wanted =
        std::min<int64_t>(jobs, static_cast<int64_t>(files_.size()));
    for (int64_t i = 0; i < wanted; ++i) {
      threads_.emplace_back([this] { Work(); });
    }
  }
  // The same on one stream.
  void StartStream() {
    threads_.emplace_back([this] {
      ValidateOnStream(files_, options_, client_, [this](StreamAnswer answer) {
        Put(answer.index, ResultOf(files_[answer.index], answer.signature,
                                   std::move(answer.response)));
      });
    });
  }
  // Waits until something is new since `seen` files were done, or one second.
  int64_t WaitForMore(int64_t seen) {
    const MutexLock lock(mutex_);
    if (done_ == seen) {
      changed_.WaitFor(mutex_, std::chrono::seconds(1));
    }
    return done_;
  }
  std::optional<FileResult> Take(size_t index) {
    const MutexLock lock(mutex_);
    return std::exchange(results_[index], std::nullopt);
  }

 private:
  void Work() {
    while (true) {
      size_t index = 0;
      {
        const MutexLock lock(mutex_);
        if (next_ == files_.size()) {
          return;
        }
        index = next_++;
      }
      Put(index, ValidateFile(files_[index], options_, client_));
    }
  }
  void Put(size_t index, FileResult result) {
    const MutexLock lock(mutex_);
    results_[index] = std::move(result);
    ++done_;
    changed_.NotifyOne();
  }

  const std::vector<InputFile>& files_;
  const ValidationOptions options_;
  Client& client_;
  Mutex mutex_;
  CondVar changed_;
  size_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t done_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::optional<FileResult>> results_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

// ReceiptKeeper writes receipts as they come, and in the end the proofs that
// the log had not published yet.
class ReceiptKeeper {
 public:
  ReceiptKeeper(std::string directory, Console& console)
      : directory_(std::move(directory)), console_(console) {}

  void Keep(const v1::IssuedReceipt& receipt) {
    if (directory_.empty()) {
      return;
    }
    Check(SaveReceipt(receipt, directory_));
    if (receipt.tlog_proof().empty()) {
      unproved_.push_back(receipt.id());
    }
  }
  // Whether everything asked for was written.
  bool Finish(Client& client) {
    for (const std::string& id : unproved_) {
      const absl::StatusOr<v1::IssuedReceipt> receipt =
          GetReceiptWithProof(id, client);
      Check(receipt.ok() ? SaveReceipt(*receipt, directory_)
                         : receipt.status());
      if (!receipt.ok()) {
        break;  // The others would wait as long.
      }
    }
    return complete_;
  }
  // Complains of what could not be written.
  void Check(const absl::Status& status) {
    if (!status.ok()) {
      complete_ = false;
      Complain(ErrorText(status), console_);
    }
  }

 private:
  const std::string directory_;
  Console& console_;
  std::vector<std::string> unproved_;
  bool complete_ = true;
};

absl::StatusOr<ValidationOptions> OptionsFrom(const Arguments& arguments) {
  ValidationOptions options;
  options.common.set_policy_id(arguments.Get("policy"));
  options.common.set_return_content(arguments.Has("content-out"));
  if (arguments.Has("digest-only")) {
    options.transfer = ContentTransfer::kDigestOnly;
  }
  KEPIL_ASSIGN_OR_RETURN(const v1::UsageContext usage, UsageFrom(arguments));
  if (usage.ByteSizeLong() > 0) {
    *options.common.mutable_usage() = usage;
  }
  return options;
}

// Writes what the server found inside the signature, if the receipt names it by
// its digest. INVALID_ARGUMENT/REQUEST_MALFORMED if there is none.
absl::Status SaveContent(const FileResult& result, const std::string& path) {
  if (!result.receipt.has_value()) {
    return absl::OkStatus();  // The row says why.
  }
  v1::ReceiptBody body;
  const std::string digest(Sha256(result.content).bytes());
  if (body.ParseFromString(result.receipt->body())) {
    for (const v1::ContentDigest& named : body.content_digests()) {
      if (named.hash() == "sha256" && named.value() == digest) {
        return WriteFileOctets(path, result.content);
      }
    }
  }
  return MalformedError("no content of the receipt stands in the signature");
}

absl::StatusOr<std::vector<InputFile>> InputFilesFrom(
    const Arguments& arguments) {
  if (arguments.operands().empty()) {
    return MalformedError("a file or a directory is expected");
  }
  KEPIL_ASSIGN_OR_RETURN(std::vector<InputFile> files,
                         FindInputFiles(arguments.operands()));
  if (arguments.Has("content") || arguments.Has("content-out")) {
    if (files.size() != 1) {
      return MalformedError(
          "--content and --content-out go with exactly one signature file");
    }
  }
  if (arguments.Has("content")) {
    files.front().content = arguments.Get("content");
  }
  return files;
}

absl::StatusOr<ExitCode> Validate(const CommandContext& context) {
  const Arguments& arguments = context.arguments;
  KEPIL_ASSIGN_OR_RETURN(const int64_t jobs,
                         arguments.GetNumber("jobs", {4, 1, 256}));
  KEPIL_ASSIGN_OR_RETURN(const std::vector<InputFile> files,
                         InputFilesFrom(arguments));
  KEPIL_ASSIGN_OR_RETURN(ValidationOptions options, OptionsFrom(arguments));
  KEPIL_ASSIGN_OR_RETURN(const std::unique_ptr<Client> client,
                         Client::Create(context.settings));
  ReceiptKeeper receipts(arguments.Get("receipts"), context.console);
  ProgressBar progress(static_cast<int64_t>(files.size()), absl::Now,
                       context.console);
  std::vector<Outcome> outcomes;
  Batch batch(files, std::move(options), *client);
  if (arguments.Has("stream")) {
    batch.StartStream();
  } else {
    batch.Start(jobs);
  }
  int64_t done = 0;
  progress.Show(done);
  for (size_t i = 0; i < files.size();) {
    const std::optional<FileResult> result = batch.Take(i);
    if (!result.has_value()) {
      done = batch.WaitForMore(done);
      progress.Show(done);
      continue;
    }
    progress.Clear();
    for (const VerdictRow& row : result->rows) {
      PrintRow(row, context.console);
      outcomes.push_back(row.outcome);
    }
    if (result->receipt.has_value()) {
      receipts.Keep(*result->receipt);
    }
    if (arguments.Has("content-out")) {
      receipts.Check(SaveContent(*result, arguments.Get("content-out")));
    }
    ++i;
  }
  progress.Clear();
  const bool kept = receipts.Finish(*client);
  const ExitCode code = ExitCodeOf(outcomes);
  return kept || code != ExitCode::kYes ? code : ExitCode::kNoAnswer;
}

}  // namespace

Command ValidateCommand() {
  std::vector<OptionSpec> options = {
      {"policy", "ID", "URN or OID; default: the server's"},
      {"content", "FILE", "the signed content of the one FILE"},
      {"content-out", "FILE", "write the content inside the one FILE there"},
      {"digest-only", "", "send digests; the content stays here"},
      {"receipts", "DIR", "write ID.dvc, ID.tlog-proof and ID.member there"},
      {"jobs", "N", "requests at a time; default 4"},
      {"stream", "", "all on one stream; content of any size"},
  };
  for (OptionSpec& option : UsageOptions()) {
    options.push_back(std::move(option));
  }
  return {"validate", "FILE...|DIR",
          "judge signatures: one line each; X.p7s is paired with X beside it",
          std::move(options), Validate};
}

}  // namespace kepil

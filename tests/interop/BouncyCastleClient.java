import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.dvcs.DVCSCertInfo;
import org.bouncycastle.asn1.dvcs.DVCSErrorNotice;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.dvcs.CCPDRequestBuilder;
import org.bouncycastle.dvcs.CPDRequestBuilder;
import org.bouncycastle.dvcs.DVCSRequest;
import org.bouncycastle.dvcs.DVCSRequestBuilder;
import org.bouncycastle.dvcs.MessageImprintBuilder;
import org.bouncycastle.dvcs.SignedDVCSMessageGenerator;
import org.bouncycastle.dvcs.VPKCRequestBuilder;
import org.bouncycastle.dvcs.VSDRequestBuilder;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.encoders.Hex;

/**
 * Asks a server of RFC 3029 over HTTPS and verifies what it answers. FOLDER
 * holds client.pem, client.key, anchor.der, document.p7s and cert.der; every
 * answer is kept there as answer_NAME.der.
 */
final class BouncyCastleClient {
  private final String url;
  private final Path folder;
  private final PrivateKey key;
  private final X509Certificate certificate;

  BouncyCastleClient(String url, Path folder) throws Exception {
    this.url = url;
    this.folder = folder;
    certificate = readCertificate(read("client.pem"));
    byte[] der =
        Base64.getMimeDecoder()
            .decode(
                new String(read("client.key"), StandardCharsets.US_ASCII)
                    .replaceAll("-----[A-Z ]+-----", ""));
    key =
        KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  void run() throws Exception {
    byte[] document = read("document.p7s");
    X509CertificateHolder target = new X509CertificateHolder(read("cert.der"));

    VSDRequestBuilder vsd = new VSDRequestBuilder();
    DVCSRequest request = fill(vsd).build(new CMSSignedData(document));
    ask("vsd", plain(request), true);
    ask("signed", sign(request), false);
    ask("stranger", plain(request), false);

    VPKCRequestBuilder cpkc = new VPKCRequestBuilder();
    cpkc.setNonce(BigInteger.valueOf(77));
    cpkc.addTargetChain(target);
    cpkc.addTargetChain(target);
    ask("cpkc", plain(cpkc.build()), true);

    CPDRequestBuilder cpd = new CPDRequestBuilder();
    cpd.setNonce(BigInteger.valueOf(77));
    ask("cpd", plain(cpd.build(document)), true);

    CCPDRequestBuilder ccpd = new CCPDRequestBuilder();
    ccpd.setNonce(BigInteger.valueOf(77));
    MessageImprintBuilder imprint =
        new MessageImprintBuilder(
            new BcDigestCalculatorProvider()
                .get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)));
    ask("ccpd", plain(ccpd.build(imprint.build(document))), true);
  }

  private static VSDRequestBuilder fill(VSDRequestBuilder builder) {
    builder.setNonce(BigInteger.valueOf(77));
    return builder;
  }

  private byte[] read(String name) throws Exception {
    return Files.readAllBytes(folder.resolve(name));
  }

  private static X509Certificate readCertificate(byte[] octets) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(octets));
  }

  // The request in a ContentInfo of its own type, as this library sends it.
  private static byte[] plain(DVCSRequest request) throws Exception {
    return new org.bouncycastle.asn1.cms.ContentInfo(
            request.getContentType(), request.getContent())
        .getEncoded(ASN1Encoding.DER);
  }

  private byte[] sign(DVCSRequest request) throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
            .build(
                new JcaContentSignerBuilder(
                        key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA")
                    .build(key),
                certificate));
    generator.addCertificate(new X509CertificateHolder(certificate.getEncoded()));
    return new SignedDVCSMessageGenerator(generator).build(request).getEncoded();
  }

  // A TLS client that trusts any server; `known`: with its certificate.
  private SSLContext context(boolean known) throws Exception {
    KeyManager[] keys = null;
    if (known) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "client", key, new char[0], new java.security.cert.Certificate[] {certificate});
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, new char[0]);
      keys = factory.getKeyManagers();
    }
    TrustManager any =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {any}, null);
    return context;
  }

  private byte[] post(byte[] request, boolean known) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
    if (connection instanceof HttpsURLConnection) {
      HttpsURLConnection tls = (HttpsURLConnection) connection;
      tls.setSSLSocketFactory(context(known).getSocketFactory());
      tls.setHostnameVerifier((host, session) -> true);
    }
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Content-Type", "application/dvcs");
    connection.setDoOutput(true);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(request);
    }
    if (!"application/dvcs".equals(connection.getContentType())) {
      throw new IllegalStateException("content type " + connection.getContentType());
    }
    return connection.getInputStream().readAllBytes();
  }

  private void ask(String name, byte[] request, boolean known) throws Exception {
    byte[] answer = post(request, known);
    Files.write(folder.resolve("answer_" + name + ".der"), answer);
    CMSSignedData cms = new CMSSignedData(answer);
    System.out.println(name + ".verified=" + verify(cms));
    org.bouncycastle.asn1.ASN1Encodable content =
        new org.bouncycastle.dvcs.DVCSResponse(cms).getContent();
    org.bouncycastle.asn1.dvcs.DVCSResponse response =
        org.bouncycastle.asn1.dvcs.DVCSResponse.getInstance(content);
    DVCSErrorNotice notice = response.getErrorNotice();
    if (notice != null) {
      print(name, notice.getTransactionStatus());
      System.out.println(
          name + ".failinfo=" + notice.getTransactionStatus().getFailInfo().getString());
      return;
    }
    DVCSCertInfo info = response.getCertInfo();
    print(name, info.getDvStatus());
    System.out.println(name + ".service=" + info.getDvReqInfo().getService().getValue());
    System.out.println(name + ".nonce=" + info.getDvReqInfo().getNonce());
    System.out.println(
        name + ".imprint=" + Hex.toHexString(info.getMessageImprint().getDigest()));
    System.out.println(name + ".serial=" + info.getSerialNumber().getValue());
    System.out.println(
        name + ".signed=" + (info.getReqSignature() == null ? 0 : info.getReqSignature().size()));
    System.out.println(
        name + ".targets=" + (info.getCerts() == null ? 0 : info.getCerts().length));
  }

  private static void print(String name, PKIStatusInfo status) {
    System.out.println(name + ".status=" + status.getStatus());
  }

  // One signer, whose certificate is inside and was issued under anchor.der.
  private boolean verify(CMSSignedData cms) throws Exception {
    X509Certificate anchor = readCertificate(read("anchor.der"));
    if (cms.getSignerInfos().size() != 1) {
      return false;
    }
    SignerInformation signer = cms.getSignerInfos().getSigners().iterator().next();
    Object found = cms.getCertificates().getMatches(signer.getSID()).iterator().next();
    X509CertificateHolder holder = (X509CertificateHolder) found;
    readCertificate(holder.getEncoded()).verify(anchor.getPublicKey());
    return signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(holder));
  }
}
